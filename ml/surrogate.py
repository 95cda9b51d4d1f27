"""A second opinion on reasons: a linear model fitted around one customer at a time.

The idea of LIME (Ribeiro, Singh and Guestrin, 2016): ask the model as a black box what it says of
customers who differ a little from this one, and fit a line to the answers. Its weights owe nothing
to the algorithm that explains the model, so where the two name the same reasons, both are right.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ml.numerics import Floats
from ml.params import (
    SEED,
    SURROGATE_DRAWS,
    SURROGATE_KERNEL_WIDTH,
    SURROGATE_PENALTY,
    SURROGATE_SWAPPED_SHARE,
)

Margin = Callable[[NDArray[np.float32]], Floats]


@dataclass(frozen=True)
class Neighbours:
    """Made-up customers around one: which of the features they kept, and all of their values."""

    kept: NDArray[np.bool_]
    values: NDArray[np.float32]


def local_weights(
    x: NDArray[np.float32], *, background: NDArray[np.float32], margin: Margin, seed: int = SEED
) -> Floats:
    """Return what having its own value in each column adds to every row's log-odds, nearby.

    Args:
        x: rows to explain.
        background: rows that lend their values to neighbours.
        margin: the model as a black box, log-odds of a matrix.
        seed: of the neighbours that are drawn.
    """
    generator = np.random.default_rng(seed)
    weights = [
        _fit_line(around.kept, margin(around.values))
        for around in _neighbours(x, background=background, generator=generator)
    ]
    return np.array(weights).reshape(x.shape)


def _neighbours(
    x: NDArray[np.float32], *, background: NDArray[np.float32], generator: np.random.Generator
) -> Iterator[Neighbours]:
    """Yield the neighbours of each row: each feature kept, or taken from some other customer."""
    shape = (SURROGATE_DRAWS, x.shape[1])
    columns = np.arange(x.shape[1])
    for row in x:
        kept = generator.random(shape) >= SURROGATE_SWAPPED_SHARE
        lenders = generator.integers(len(background), size=shape)
        yield Neighbours(kept=kept, values=np.where(kept, row, background[lenders, columns]))


def _fit_line(kept: NDArray[np.bool_], answers: Floats) -> Floats:
    """Return the weights of a ridge regression in which near neighbours count for more."""
    design = kept.astype(np.float64)
    distance = 1.0 - design.mean(axis=1)
    nearness = np.exp(-((distance / SURROGATE_KERNEL_WIDTH) ** 2))
    nearness /= nearness.sum()
    centred = design - nearness @ design
    weighted = centred * nearness[:, None]
    curvature = weighted.T @ centred + SURROGATE_PENALTY * np.eye(design.shape[1])
    return np.asarray(np.linalg.solve(curvature, weighted.T @ (answers - nearness @ answers)))
