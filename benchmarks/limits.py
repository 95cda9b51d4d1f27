"""What the engines underneath take for the bare work, measured on the same rows."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

import duckdb
import numpy as np
import pandas as pd
import xgboost

from benchmarks.builds import Build
from ml.estimators.boosted import Boosted
from ml.params import BOOSTING
from ml.scoring import Scorer, load_scorer

REPEATS = 3
NEWEST_VERSION = """
    select * from ml.ml_versions_in_use
    where algorithm = 'xgboost' order by trained_as_of_date desc limit 1
"""
NEWEST_ROWS = """
    select * from features.feat_scoring_rows
    where as_of_date = (select max(as_of_date) from features.feat_scoring_rows)
"""


WEEK = "(cast(occurred_at as date) - date '1970-01-05') // 7"
SCAN = """
    create or replace temp table scanned as
    select customer_id, {week} as week, count(*) as event_count {measures} from events group by 1, 2
"""
# What the weekly bins hold, of a row that needs no checking: kinds, days, names, users.
MEASURES = """
    , count(*) filter (where event_name = 'login')
    , count(*) filter (where event_name in ('report_built', 'alert_created', 'integration_synced'))
    , count(*) filter (where event_name in ('dashboard_shared', 'teammate_invited'))
    , count(*) filter (where event_name = 'error_shown')
    , count(*) filter (where event_name in ('data_exported', 'upgrade_page_viewed'))
    , count(*) filter (where extract(isodow from occurred_at) >= 6)
    , bit_or(1 << extract(isodow from occurred_at)::integer)
    , bit_or(1 << extract(isodow from occurred_at)::integer) filter (where event_name = 'login')
    , bit_or(1::bigint << (hash(event_name) % 63)::integer)
    , count(distinct hash(user_id))
"""


@dataclass(frozen=True)
class Limits:
    """Bare seconds, and ours for the same work in the same process."""

    scan_count: float
    scan_measures: float
    xgboost_train: float
    xgboost_contributions: float
    our_scoring: float
    events: int
    training_rows: int
    scored_rows: int


def measure_limits(build: Build) -> Limits:
    """Measure a scan with group-by, XGBoost's own training and contributions, and our scoring."""
    with duckdb.connect(str(build.warehouse_path), read_only=True) as connection:
        connection.execute("set preserve_insertion_order = false")
        connection.execute(
            f"create temp view events as from '{build.raw_path}/usage_events/*.parquet'"
        )
        count = SCAN.format(measures="", week=WEEK)
        scan_count = _median(lambda: connection.execute(count))
        measure = SCAN.format(measures=MEASURES, week=WEEK)
        scan_measures = _median(lambda: connection.execute(measure))
        events = connection.execute("select count(*) from events").fetchall()[0][0]
        version = connection.sql(NEWEST_VERSION).df().iloc[0].to_dict()
        learned = connection.table("features.feat_training_rows").limit(300_000).df()
        scored = connection.sql(NEWEST_ROWS).df()
    scorer = load_scorer(version)
    estimator = _boosted(scorer)
    matrix = scored[list(estimator.columns)].to_numpy(np.float32)
    return Limits(
        scan_count=scan_count,
        scan_measures=scan_measures,
        xgboost_train=_median(lambda: _train(learned, scorer=scorer)),
        xgboost_contributions=_median(
            lambda: estimator.booster.predict(xgboost.DMatrix(matrix), pred_contribs=True)
        ),
        our_scoring=_median(lambda: scorer.score_with_reasons(scored)),
        events=events,
        training_rows=len(learned),
        scored_rows=len(scored),
    )


def _train(rows: pd.DataFrame, *, scorer: Scorer) -> None:
    estimator = _boosted(scorer)
    matrix = rows[list(estimator.columns)].to_numpy(np.float32)
    data = xgboost.QuantileDMatrix(
        matrix, rows["is_churned"].to_numpy(), max_bin=BOOSTING["max_bin"]
    )
    xgboost.train(dict(BOOSTING), data, num_boost_round=estimator.tree_count)


def _boosted(scorer: Scorer) -> Boosted:
    estimator = scorer.model.estimator
    if not isinstance(estimator, Boosted):
        raise TypeError(f"{scorer.model_version} is no model of XGBoost.")
    return estimator


def _median(work: Callable[[], object]) -> float:
    seconds = []
    for _ in range(REPEATS):
        started = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - started)
    return statistics.median(seconds)
