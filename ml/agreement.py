"""Metrics of agreement: whether a probability of 12% happens 12 times in a hundred."""

import numpy as np

from ml.bootstrap import Integers
from ml.numerics import Floats, curvature, fit_line, logit, newton_step, sigmoid
from ml.params import CALIBRATION_BIN_COUNT
from ml.ranking import coarsen, ratio


def calibration_codes(codes: Integers) -> Integers:
    """Return the calibration bin of every row, from the order of its score."""
    return coarsen(codes, limit=CALIBRATION_BIN_COUNT)


def calibration_line(probability: Floats, labels: Floats) -> tuple[float, float]:
    """Return intercept and slope of outcomes on log-odds: 0 and 1 for calibrated scores.

    NaN where the scores do not differ or one class is absent.
    """
    margin = logit(probability)
    if labels.min() == labels.max() or margin.min() == margin.max():
        return float("nan"), float("nan")
    return fit_line(margin, labels)


def agreement_terms(
    probability: Floats, labels: Floats, *, bins: Integers, line: tuple[float, float]
) -> Floats:
    """Return the columns whose sums over rows give every metric of agreement.

    One, squared error, log loss, gradient and Hessian of the calibration line at its optimum,
    the probability, and the residual in each calibration bin.
    """
    margin = logit(probability)
    predicted = sigmoid(line[0] + line[1] * margin)
    loss = -np.where(labels > 0.0, np.log(sigmoid(margin)), np.log(sigmoid(-margin)))
    residual = probability - labels
    gradient = np.stack([labels - predicted, (labels - predicted) * margin], axis=1)
    in_bin = bins[:, None] == np.arange(CALIBRATION_BIN_COUNT)
    return np.column_stack(
        [
            np.ones(len(labels)),
            residual**2,
            loss,
            gradient,
            curvature(margin, predicted),
            probability,
            in_bin * residual[:, None],
        ]
    )


def agreement_metrics(totals: Floats, *, slope: float) -> dict[str, Floats]:
    """Return the metrics of agreement for every row of totals of `agreement_terms`.

    The slope of a replicate is one Newton step away from the slope of the sample, which is as
    good as fitting it anew (one-step bootstrap) and a matrix product.
    """
    row_count, expected, residuals = totals[:, 0], totals[:, 8], totals[:, 9:]
    step = newton_step(totals[:, 3:5], totals[:, 5:8])
    return {
        "brier_score": totals[:, 1] / row_count,
        "log_loss": totals[:, 2] / row_count,
        "calibration_slope": slope + step[:, 1],
        "observed_over_expected": 1.0 - ratio(residuals.sum(axis=1), expected),
        "expected_calibration_error": np.abs(residuals).sum(axis=1) / row_count,
    }
