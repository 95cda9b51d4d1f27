"""Gates that look at a candidate as a whole: is it calibrated, steady and plausible?"""

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import numpy as np

from ml.bootstrap import Replicates
from ml.gates import Gate, plain_gate
from ml.metrics import Measurement, roc_auc
from ml.numerics import Floats
from ml.panel import Panel
from ml.params import (
    CALIBRATION_SLOPE_LIMIT,
    LARGEST_CALIBRATION_ERROR,
    LARGEST_FALL,
    MINIMUM_SIGN_AGREEMENT,
    STEADY_STANDARD_ERRORS,
    TOP_FEATURES,
)
from ml.ranking import coarsen, order_codes

CALIBRATED: Final = "is_calibrated"
SLOPE: Final = "calibration_slope_near_one"
STEADY: Final = "steady_over_weeks"
SIGNS: Final = "signs_agree_with_catalogue"

_WEEK_BINS: Final = 64


def calibration_error(holdout: Measurement) -> Gate:
    """Ask that what was said happened: the error's interval must reach below the limit."""
    name = "expected_calibration_error"
    low, high = holdout.interval(name)
    value = holdout.values[name]
    return plain_gate(
        value,
        LARGEST_CALIBRATION_ERROR,
        low=low - LARGEST_CALIBRATION_ERROR,
        high=high - LARGEST_CALIBRATION_ERROR,
        threshold=0.0,
        has_passed=low <= LARGEST_CALIBRATION_ERROR,
    )


def calibration_slope(holdout: Measurement) -> Gate:
    """Ask that scores are neither too bold nor too shy: the slope's interval must reach near 1."""
    low, high = holdout.interval("calibration_slope")
    value = holdout.values["calibration_slope"]
    has_passed = high >= 1.0 / CALIBRATION_SLOPE_LIMIT and low <= CALIBRATION_SLOPE_LIMIT
    limit = CALIBRATION_SLOPE_LIMIT if value > 1.0 else 1.0 / CALIBRATION_SLOPE_LIMIT
    return plain_gate(
        value,
        1.0,
        low=low - 1.0,
        high=high - 1.0,
        threshold=limit - 1.0,
        has_passed=has_passed,
    )


def steady(parts: Sequence[tuple[Panel, Floats, Replicates]]) -> Gate:
    """Ask that no week ranks customers much worse than its own part of history does.

    The weakest week may lie behind by chance: by so many standard errors of the weakest of many,
    and by a fall that nobody would notice.
    """
    falls = [fall for part in parts for fall in _falls(*part)]
    week, value, usual, error = min(falls, key=lambda fall: (fall[1] - fall[2]) / fall[3])
    allowed = max(STEADY_STANDARD_ERRORS * error, LARGEST_FALL)
    return plain_gate(
        value,
        usual,
        low=value - usual - 2.0 * error,
        high=value - usual + 2.0 * error,
        threshold=-allowed,
        has_passed=value - usual >= -allowed,
        detail=f"in the week of {week}",
    )


def _falls(
    part: Panel, probability: Floats, draws: Replicates
) -> Iterator[tuple[str, float, float, float]]:
    """Yield every week with both outcomes: its ROC AUC, that of the part, and their error."""
    bins = coarsen(order_codes(probability), limit=_WEEK_BINS)
    usual, drawn_usual = roc_auc(bins, part.labels, draws)
    for day in np.unique(part.dates):
        kept = part.dates == day
        value, drawn = roc_auc(bins[kept], part.labels[kept], draws.rows(kept))
        error = float(np.nanstd(drawn - drawn_usual, ddof=1)) if not math.isnan(value) else 0.0
        if error > 0.0:
            yield str(day), value, usual, error


def signs_agree(rows: Sequence[Mapping[str, Any]], *, expected: Mapping[str, str]) -> Gate:
    """Ask that most of the importance of the top features points where the catalogue says.

    Its value is the share of importance that does, among the most important features with an
    expected direction. Linear models share an effect among features that go together, and turn
    some of them over: what must not happen is that most of the model points the wrong way.
    """
    judged = [row for row in rows if expected.get(row["feature_name"]) in ("up", "down")]
    top = sorted(judged, key=lambda row: (-row["share"], row["feature_name"]))[:TOP_FEATURES]
    total = sum(row["share"] for row in top)
    agreed = sum(row["share"] for row in top if row["direction"] == expected[row["feature_name"]])
    # Without an expected direction nothing can point the wrong way.
    share = agreed / total if total else 1.0
    return plain_gate(
        share,
        MINIMUM_SIGN_AGREEMENT,
        low=math.nan,
        high=math.nan,
        threshold=0.0,
        has_passed=share >= MINIMUM_SIGN_AGREEMENT,
    )
