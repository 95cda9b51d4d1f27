"""Sum contributions up over rows: how much each feature matters, and in which direction."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ml.numerics import Floats


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
