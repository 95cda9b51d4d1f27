"""Pick the strongest contributions to every score, and keep their sum exact."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from ml.errors import ModelError
from ml.numerics import Floats
from ml.params import SCORE_DECIMALS

_LARGEST_GAP = 1e-4


class Explained(Protocol):
    """A model that says what every column adds to the margin, from a base margin on."""

    @property
    def base_margin(self) -> float:
        """Return the margin before any contribution."""
        ...

    def contributions(self, x: NDArray[np.float32]) -> Floats:
        """Return what every column adds to the margin of every row."""
        ...


@dataclass(frozen=True)
class Reasons:
    """The strongest contributions of every row, and the sum of all the others.

    `places` and `contributions` are rows x top; a place of -1 stands for "no further reason".
    """

    places: NDArray[np.int64]
    contributions: Floats
    other: Floats


def checked_contributions(
    estimator: Explained, x: NDArray[np.float32], *, margin: Floats
) -> Floats:
    """Return the contributions of every row after checking that they add up to its margin."""
    parts = estimator.contributions(x)
    gaps = np.abs(estimator.base_margin + parts.sum(axis=1) - margin)
    if len(gaps) and gaps.max() > _LARGEST_GAP:
        raise ModelError(
            f"Contributions of row {int(gaps.argmax())} miss its raw score by {gaps.max():.2g}, "
            f"more than {_LARGEST_GAP:g}; reinstall the locked version of xgboost."
        )
    return parts


def top_reasons(parts: Floats, *, total: Floats, top: int) -> Reasons:
    """Keep the `top` largest contributions of every row and fold the rest into `other`.

    Equal sizes are taken in the order of the features. All figures are rounded to the decimals
    that are stored, and `other` is what is then left, so as decimals they add up exactly.

    Args:
        parts: contributions, rows x features.
        total: rounded raw score less rounded base, per row.
        top: number of reasons.
    """
    left = np.abs(np.round(parts, SCORE_DECIMALS))
    places = np.full((len(parts), top), -1, dtype=np.int64)
    kept = np.zeros((len(parts), top))
    rows = np.arange(len(parts))
    for rank in range(min(top, parts.shape[1])):
        strongest = left.argmax(axis=1)
        moved = left[rows, strongest] > 0.0
        places[:, rank] = np.where(moved, strongest, -1)
        kept[:, rank] = np.where(moved, np.round(parts[rows, strongest], SCORE_DECIMALS), 0.0)
        left[rows, strongest] = 0.0
    other = np.round(total - kept.sum(axis=1), SCORE_DECIMALS)
    return Reasons(places=places, contributions=kept, other=other)
