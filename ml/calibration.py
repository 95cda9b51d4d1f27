"""Turn raw scores into probabilities that mean what they say."""

from dataclasses import dataclass

import numpy as np

from ml.numerics import Floats, fit_line, logit, sigmoid
from ml.params import SCORE_DECIMALS


@dataclass(frozen=True)
class Calibration:
    """A straight line in log-odds (Platt): probability = sigmoid(intercept + slope * margin)."""

    slope: float
    intercept: float

    def apply(self, margin: Floats) -> Floats:
        """Return the probabilities of `margin`, rounded as they are stored."""
        return np.round(sigmoid(self.intercept + self.slope * margin), SCORE_DECIMALS)


def calibrate(margin: Floats, labels: Floats) -> Calibration:
    """Fit the line that makes `margin` agree with `labels`.

    Labels are drawn in by Platt's prior (one churned and one retained customer more), so that a
    few separable rows do not give certainty. A slope below 0 would turn the ranking over; the
    base rate for everybody is then the honest answer.
    """
    positives = float(labels.sum())
    negatives = len(labels) - positives
    targets = np.where(labels > 0.0, (positives + 1.0) / (positives + 2.0), 1.0 / (negatives + 2.0))
    intercept, slope = fit_line(margin, targets)
    if slope > 0.0:
        return Calibration(slope=slope, intercept=intercept)
    return Calibration(slope=0.0, intercept=float(logit(np.array([labels.mean()]))[0]))
