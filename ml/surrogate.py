"""A second opinion on reasons: a linear model fitted around one customer at a time.

The idea of LIME (Ribeiro, Singh and Guestrin, 2016): ask the model as a black box what it says of
customers who differ a little from this one, and fit a line to the answers. Its weights owe nothing
to the algorithm that explains the model, so where the two name the same reasons, both are right.
"""

from collections.abc import Callable

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


def local_weights(
    x: NDArray[np.float32], *, background: NDArray[np.float32], margin: Margin, seed: int = SEED
) -> Floats:
    """Return what having its own value in each column adds to every row's log-odds, nearby.

    Which columns a neighbour swaps, and with whom, is drawn once for all rows: the line is then
    the same linear function of the answers for each of them.

    Args:
        x: rows to explain.
        background: rows that lend their values to neighbours.
        margin: the model as a black box, log-odds of a matrix.
        seed: of the neighbours that are drawn.
    """
    generator = np.random.default_rng(seed)
    shape = (SURROGATE_DRAWS, x.shape[1])
    kept = generator.random(shape) >= SURROGATE_SWAPPED_SHARE
    lenders = generator.integers(max(len(background), 1), size=shape)
    weights = np.zeros(x.shape)
    if len(x):
        lent = background[lenders, np.arange(x.shape[1])]
        line = _line(kept)
        for place, row in enumerate(x):
            weights[place] = line @ margin(np.where(kept, row, lent))
    return weights


def _line(kept: NDArray[np.bool_]) -> Floats:
    """Return the matrix that turns answers into the weights of a ridge regression.

    Near neighbours, which kept more of their columns, count for more.
    """
    design = kept.astype(np.float64)
    distance = 1.0 - design.mean(axis=1)
    nearness = np.exp(-((distance / SURROGATE_KERNEL_WIDTH) ** 2))
    nearness /= nearness.sum()
    centred = design - nearness @ design
    weighted = centred.T * nearness
    curvature = weighted @ centred + SURROGATE_PENALTY * np.eye(design.shape[1])
    # The rows of `weighted` sum to zero, so that the mean of the answers drops out.
    return np.asarray(np.linalg.solve(curvature, weighted))
