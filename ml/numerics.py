"""Small numerical functions that several modules share."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_ITERATION_LIMIT: Final = 50
_TOLERANCE: Final = 1e-10
_LARGEST_STEP: Final = 5.0
_PROBABILITY_FLOOR: Final = 1e-9


def sigmoid(margin: Floats) -> Floats:
    """Turn log-odds into probabilities without overflow."""
    return 0.5 * (1.0 + np.tanh(0.5 * margin))


def logit(probability: Floats) -> Floats:
    """Turn probabilities into log-odds; 0 and 1 count as one in a thousand million."""
    inside = np.clip(probability, _PROBABILITY_FLOOR, 1.0 - _PROBABILITY_FLOOR)
    return np.log(inside) - np.log1p(-inside)


def thinned(count: int, *, limit: int) -> slice | NDArray[np.int64]:
    """Return which of `count` rows to read so that they are at most `limit`, in their order.

    Drawn at random, and always the same ones: every n-th row of a panel could be the same
    customers on every date.
    """
    if count <= limit:
        return slice(None)
    return np.sort(np.random.default_rng(count).choice(count, size=limit, replace=False))


def curvature(margin: Floats, predicted: Floats) -> Floats:
    """Return, per row, the three entries of the Hessian of the two-parameter log loss."""
    weight = predicted * (1.0 - predicted)
    return np.stack([weight, weight * margin, weight * margin * margin], axis=-1)


def newton_step(gradient: Floats, hessian: Floats) -> Floats:
    """Return the step (intercept, slope) that two-by-two Hessians take along their gradients.

    Leading dimensions are kept. A singular Hessian gives NaN.
    """
    first, cross, second = hessian[..., 0], hessian[..., 1], hessian[..., 2]
    determinant = first * second - cross * cross
    usable = np.where(determinant > 0.0, determinant, np.nan)
    intercept = (second * gradient[..., 0] - cross * gradient[..., 1]) / usable
    slope = (first * gradient[..., 1] - cross * gradient[..., 0]) / usable
    return np.stack([intercept, slope], axis=-1)


def fit_line(margin: Floats, targets: Floats) -> tuple[float, float]:
    """Return intercept and slope of the logistic regression of `targets` on `margin`.

    Maximum likelihood by damped Newton steps on the standardised margin. NaN when the two
    classes can be told apart without error, since then no finite slope is best.
    """
    centre, scale = float(margin.mean()), float(margin.std())
    if scale <= _TOLERANCE * max(1.0, abs(centre)):
        return float(logit(np.array([targets.mean()]))[0]), 0.0
    unit = (margin - centre) / scale
    line = np.array([float(logit(np.array([targets.mean()]))[0]), 0.0])
    for _ in range(_ITERATION_LIMIT):
        predicted = sigmoid(line[0] + line[1] * unit)
        residual = targets - predicted
        gradient = np.array([residual.sum(), (residual * unit).sum()])
        step = newton_step(gradient, curvature(unit, predicted).sum(axis=0))
        line = line + np.clip(step, -_LARGEST_STEP, _LARGEST_STEP)
        if not np.abs(step).max() > _TOLERANCE:
            slope = float(line[1]) / scale
            return float(line[0]) - slope * centre, slope
    return float("nan"), float("nan")
