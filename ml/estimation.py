"""Estimate how good scores will turn out to be, before a single outcome is known.

Confidence-based performance estimation (CBPE; Bialek and others, arXiv:2401.08348): where a
probability means what it says, the expected confusion matrix at every cut follows from the
probabilities alone, and with it every metric. The method sees a change in who the customers are; it
cannot see that the same customers now behave differently, which only outcomes tell.

The interval is of the value that will be realised. It holds the chance of the outcomes and the
error of the calibration, which is as large as the newest holdout known when the score was made
showed it to be: the distance it found and the uncertainty of finding it, squared and added.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from ml.bootstrap import Integers
from ml.errors import FrameError
from ml.metrics import METRIC_NAMES, no_skill_values, percentiles
from ml.numerics import Floats, logit, sigmoid
from ml.params import CALIBRATION_BIN_COUNT, ESTIMATE_DRAW_COUNT, SEED
from ml.ranking import ranking_metrics
from ml.schema import COHORT_METRICS

# Said of calibrated probabilities these are 1 by assumption, and no estimate.
_ASSUMED: Final = ("calibration_slope", "observed_over_expected")
ESTIMATED_NAMES: Final = tuple(name for name in METRIC_NAMES if name not in _ASSUMED)
# Chance raises these in cohorts of few churned customers, so that the mean over draws is expected.
_MADE_BY_CHANCE: Final = ("average_precision", "expected_calibration_error")
_NEEDED: Final = (
    *("model_version", "as_of_date", "score_bin", "row_count", "mean_probability"),
    *("squared_error_if_churned", "squared_error_if_retained"),
    *("log_loss_if_churned", "log_loss_if_retained", "ratio_error", "slope_error"),
)


@dataclass(frozen=True)
class Bins:
    """The scores of one cohort in bins from the highest down, one entry each.

    The losses are what a row of the bin adds to squared error and log loss if it churns and if
    it is retained, on average over the rows to which that would happen.
    """

    row_count: Integers
    probability: Floats
    squared_errors: tuple[Floats, Floats]
    log_losses: tuple[Floats, Floats]

    @classmethod
    def of(cls, cohort: pd.DataFrame) -> "Bins":
        """Return the bins of a frame that is ordered from the highest score down."""

        def floats(name: str) -> Floats:
            return cohort[name].to_numpy(dtype=np.float64)

        return cls(
            row_count=cohort["row_count"].to_numpy(dtype=np.int64),
            probability=floats("mean_probability"),
            squared_errors=(
                floats("squared_error_if_churned"),
                floats("squared_error_if_retained"),
            ),
            log_losses=(floats("log_loss_if_churned"), floats("log_loss_if_retained")),
        )


def estimate_cohorts(
    bins: pd.DataFrame, *, capacity_share: float, seed: int = SEED
) -> pd.DataFrame:
    """Return the expected metrics of every model on every cohort, with intervals.

    Args:
        bins: per `model_version` and `as_of_date` the `score_bin`s from 0, the highest:
            `row_count`, `mean_probability`, the mean loss of a row by its outcome, and the
            version's `ratio_error` and `slope_error`, the latter null where scores do not differ.
        capacity_share: share of a cohort that people can contact.
        seed: of the drawn outcomes.

    Returns:
        A frame of the shape COHORT_METRICS, ordered by date, model and metric; the count of
        positives is the expected one, and no interval leaves the range of its metric.

    Raises:
        FrameError: a column is absent, or null where it may not be.
    """
    missing = [name for name in _NEEDED if name not in bins]
    if missing:
        raise FrameError(f"The bins of scores lack {missing}; add the columns.")
    if bins.empty:
        return COHORT_METRICS.empty()
    nulls = [name for name in _NEEDED if name != "slope_error" and bins[name].isna().any()]
    if nulls:
        raise FrameError(
            f"The bins of scores have nulls in {nulls}; leave out versions without a holdout."
        )
    ordered = bins.sort_values(["as_of_date", "model_version", "score_bin"], kind="stable")
    cohorts = ordered.groupby(["as_of_date", "model_version"], sort=True)
    rows = [
        {"as_of_date": day, "model_version": version, **row}
        for (day, version), cohort in cohorts
        for row in _estimated(cohort, capacity_share=capacity_share, seed=seed)
    ]
    whole = {"segment_name": "all", "segment_value": "all"}
    return COHORT_METRICS.conform(pd.DataFrame(rows).assign(**whole))


def _estimated(
    cohort: pd.DataFrame, *, capacity_share: float, seed: int
) -> Iterator[dict[str, float | int | str]]:
    """Yield the metric rows of the bins of one cohort."""
    bins = Bins.of(cohort)
    expected = bins.row_count * bins.probability
    churned = draw_churned(
        bins,
        ratio_error=float(cohort["ratio_error"].iloc[0]),
        slope_error=float(cohort["slope_error"].fillna(0.0).iloc[0]),
        seed=seed,
    )
    drawn = metrics_of(bins, churned, capacity_share=capacity_share)
    values = metrics_of(bins, expected[None, :], capacity_share=capacity_share)
    for name in _MADE_BY_CHANCE:
        values[name] = np.nanmean(drawn[name], keepdims=True)
    row_count = int(bins.row_count.sum())
    no_skill = no_skill_values(expected.sum() / row_count, capacity_share=capacity_share)
    for name in ESTIMATED_NAMES:
        low, high = percentiles(drawn[name])
        yield {
            "metric_name": name,
            "metric_value": float(values[name][0]),
            "ci_low": low,
            "ci_high": high,
            "no_skill_value": no_skill[name],
            "row_count": row_count,
            "positive_count": round(float(expected.sum())),
        }


def draw_churned(bins: Bins, *, ratio_error: float, slope_error: float, seed: int) -> Floats:
    """Draw how many rows churn in every bin (draw x bin), with calibrations that may be off.

    Args:
        bins: of one cohort.
        ratio_error: standard error of the ratio of churned customers to expected ones.
        slope_error: standard error of the slope of outcomes on log-odds.
        seed: of the draws.
    """
    generator = np.random.default_rng(seed)
    steps = generator.standard_normal((2, ESTIMATE_DRAW_COUNT, 1))
    margin = logit(bins.probability)
    weight = bins.row_count * bins.probability * (1.0 - bins.probability)
    # A change of slope turns about the mean, and there leaves the number of the churned alone.
    turned = margin - (weight @ margin) / weight.sum()
    offset_error = ratio_error * (bins.row_count @ bins.probability) / weight.sum()
    probability = sigmoid(margin + offset_error * steps[0] + slope_error * steps[1] * turned)
    return generator.binomial(bins.row_count, probability).astype(np.float64)


def metrics_of(bins: Bins, churned: Floats, *, capacity_share: float) -> dict[str, Floats]:
    """Return the metrics for every row of `churned`, which may be fractions."""
    retained = bins.row_count - churned
    row_count = bins.row_count.sum()
    before = bins.row_count.cumsum() - bins.row_count
    places = before * CALIBRATION_BIN_COUNT // row_count
    in_place = (places[:, None] == np.arange(CALIBRATION_BIN_COUNT)).astype(np.float64)
    residuals = (bins.row_count * bins.probability - churned) @ in_place
    return {
        **ranking_metrics(churned, retained, capacity_share=capacity_share),
        "brier_score": _total_loss(bins.squared_errors, churned, retained) / row_count,
        "log_loss": _total_loss(bins.log_losses, churned, retained) / row_count,
        "expected_calibration_error": np.abs(residuals).sum(axis=1) / row_count,
    }


def _total_loss(losses: tuple[Floats, Floats], churned: Floats, retained: Floats) -> Floats:
    """Return the sum of losses over the rows of every draw."""
    total: Floats = churned @ losses[0] + retained @ losses[1]
    return total
