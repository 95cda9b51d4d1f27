"""Judge stored scores against what happened since, cohort by cohort."""

from collections.abc import Iterator

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from ml.bootstrap import draw_customers
from ml.errors import FrameError
from ml.metrics import measure
from ml.panel import segments_of
from ml.params import SEED, SEGMENT_BIN_LIMIT, SEGMENT_COLUMNS, SEGMENT_REPLICATE_COUNT
from ml.report import Row, metric_rows
from ml.schema import COHORT_METRICS

_NEEDED = ("model_version", "as_of_date", "customer_id", "churn_probability", "is_churned")


def judge_cohorts(scores: pd.DataFrame, *, capacity_share: float, seed: int = SEED) -> pd.DataFrame:
    """Return the metrics of every model on every cohort whose outcomes are known.

    Models that scored the same customers on a date are judged on the same draws. Segments, and
    the arms where somebody was contacted, are judged where they have enough rows.

    Args:
        scores: `model_version`, `as_of_date`, `customer_id`, `churn_probability`, `is_churned`,
            and, where known, the columns of SEGMENT_COLUMNS and `is_contacted`; matured rows only,
            in any order.
        capacity_share: share of a cohort that people can contact.
        seed: of the replicates.

    Returns:
        A frame of the shape COHORT_METRICS, ordered by date, model, segment and metric. Where
        one outcome alone occurred, metrics of order are null and the counts are kept.

    Raises:
        FrameError: a column is absent or null.
    """
    missing = [name for name in _NEEDED if name not in scores]
    if missing:
        raise FrameError(f"The scores to judge lack {missing}; add the columns.")
    if scores.empty:
        return COHORT_METRICS.empty()
    nulls = [name for name in _NEEDED if scores[name].isna().any()]
    if nulls:
        raise FrameError(f"The scores to judge have nulls in {nulls}; keep matured rows only.")
    ordered = scores.sort_values(["as_of_date", "model_version", "customer_id"], kind="stable")
    # Matrix products here are small: a second thread costs more than it saves on a busy machine.
    with threadpool_limits(limits=1, user_api="blas"):
        rows = list(_judged(ordered, capacity_share=capacity_share, seed=seed))
    return COHORT_METRICS.conform(pd.DataFrame(rows))


def _judged(ordered: pd.DataFrame, *, capacity_share: float, seed: int) -> Iterator[Row]:
    """Yield the metric rows of every cohort and model of ordered scores."""
    for (day, version), cohort in ordered.groupby(["as_of_date", "model_version"], sort=True):
        probability = cohort["churn_probability"].to_numpy(dtype=np.float64)
        labels = cohort["is_churned"].to_numpy(dtype=np.float64)
        draws = draw_customers(cohort["customer_id"].to_numpy(dtype=object), seed=seed)
        names = {"model_version": version, "as_of_date": day}
        whole = measure(probability, labels, replicates=draws, capacity_share=capacity_share)
        yield from metric_rows(whole, **names, segment_name="all", segment_value="all")
        # A score that is the same for all says nothing about a part that the rest does not say.
        if probability.min() == probability.max():
            continue
        fewer = draws.first(SEGMENT_REPLICATE_COUNT)
        for name, value, mask in segments_of(_parts(cohort)):
            part = measure(
                probability[mask],
                labels[mask],
                replicates=fewer.rows(mask),
                capacity_share=capacity_share,
                bin_limit=SEGMENT_BIN_LIMIT,
            )
            yield from metric_rows(part, **names, segment_name=name, segment_value=value)


def _parts(cohort: pd.DataFrame) -> pd.DataFrame:
    """Return the columns that a cohort is split by: its segments, and the arm if there are two."""
    parts = cohort[[name for name in SEGMENT_COLUMNS if name in cohort]]
    if "is_contacted" not in cohort or not cohort["is_contacted"].any():
        return parts
    return parts.assign(arm=np.where(cohort["is_contacted"], "contacted", "not_contacted"))
