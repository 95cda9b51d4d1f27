"""Say which features made a score, exactly: the parts add up to the raw score."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ml.errors import ModelError
from ml.estimators import Estimator
from ml.numerics import Floats
from ml.params import SCORE_DECIMALS

_LARGEST_GAP = 1e-4


@dataclass(frozen=True)
class Reasons:
    """The strongest contributions of every row, and the sum of all the others.

    `places` and `contributions` are rows x top; a place of -1 stands for "no further reason".
    """

    places: NDArray[np.int64]
    contributions: Floats
    other: Floats


def checked_contributions(
    estimator: Estimator, x: NDArray[np.float32], *, margin: Floats
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


def importances(
    parts: Floats, x: NDArray[np.float32], labels: Floats, *, names: Sequence[str]
) -> list[dict[str, object]]:
    """Return every feature's mean absolute contribution, its rank, share and direction.

    The direction is the sign of the correlation of value and contribution: `up` means that a
    higher value raises the risk.
    """
    sizes = np.abs(parts).mean(axis=0)
    total = float(sizes.sum())
    order = np.argsort(-sizes, kind="stable")
    return [
        {
            "feature_name": names[place],
            "mean_absolute_contribution": float(sizes[place]),
            "importance_rank": rank,
            "direction": _direction(x[:, place], parts[:, place]),
            "retained_median": _median(x[labels <= 0.0, place]),
            "share": float(sizes[place]) / total if total > 0.0 else 0.0,
        }
        for rank, place in enumerate(order.tolist(), start=1)
    ]


def _direction(values: NDArray[np.float32], parts: Floats) -> str:
    """Return `up`, `down` or `none` for the sign of the correlation of values and parts."""
    known = ~np.isnan(values)
    if not known.any():
        return "none"
    centred = values[known].astype(np.float64)
    centred -= centred.mean()
    covariance = float((centred * (parts[known] - parts[known].mean())).sum())
    if abs(covariance) < 1e-12:
        return "none"
    return "up" if covariance > 0.0 else "down"


def _median(values: NDArray[np.float32]) -> float | None:
    """Return the median of the known values, or None when there is none."""
    known = values[~np.isnan(values)]
    return float(np.median(known)) if len(known) else None
