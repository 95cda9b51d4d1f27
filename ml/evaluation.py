"""Judge stored scores against what happened since, cohort by cohort."""

from collections.abc import Iterator

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from ml.bootstrap import draw_customers
from ml.errors import FrameError
from ml.metrics import measure
from ml.params import SEED
from ml.report import Row, metric_rows
from ml.schema import COHORT_METRICS

_NEEDED = ("model_version", "as_of_date", "customer_id", "churn_probability", "is_churned")


def judge_cohorts(scores: pd.DataFrame, *, capacity_share: float, seed: int = SEED) -> pd.DataFrame:
    """Return the metrics of every model on every cohort whose outcomes are known.

    Models that scored the same customers on a date are judged on the same draws.

    Args:
        scores: `model_version`, `as_of_date`, `customer_id`, `churn_probability`, `is_churned`;
            matured rows only, in any order.
        capacity_share: share of a cohort that people can contact.
        seed: of the replicates.

    Returns:
        A frame of the shape COHORT_METRICS, ordered by date, model and metric. Where a cohort
        has one outcome only, metrics of order are null and the counts are kept.

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
        measured = measure(
            cohort["churn_probability"].to_numpy(dtype=np.float64),
            cohort["is_churned"].to_numpy(dtype=np.float64),
            replicates=draw_customers(cohort["customer_id"].to_numpy(dtype=object), seed=seed),
            capacity_share=capacity_share,
        )
        yield from metric_rows(measured, model_version=version, as_of_date=day)
