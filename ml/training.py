"""Train every rung of the ladder, judge all alike, and name the champion."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from ml.errors import FrameError, TrainingError
from ml.estimators import ESTIMATORS
from ml.metrics import SELECTION_METRICS
from ml.panel import Panel, to_panel
from ml.params import SEED
from ml.record import identity, report_text, version_row
from ml.rungs import draw, judge_rung
from ml.schema import MODEL_VERSIONS
from ml.selection import choose
from ml.split import Windows, split_by_time


def train_due(
    schedule: pd.DataFrame,
    *,
    fetch: Callable[[date, date], pd.DataFrame],
    **settings: Any,
) -> pd.DataFrame:
    """Return the versions of every training that is due, one after another.

    Args:
        schedule: one row per training, with `rows_from_date` and `trained_as_of_date`, by date.
        fetch: gives the training rows from the first date on, known by the second.
        settings: the arguments of `train` that all trainings share.

    Raises:
        TrainingError: a training cannot be done; see `train`.
    """
    trained = [MODEL_VERSIONS.empty()]
    for rows_from, trained_as_of in zip(
        pd.to_datetime(schedule["rows_from_date"]).dt.date,
        pd.to_datetime(schedule["trained_as_of_date"]).dt.date,
        strict=True,
    ):
        rows = fetch(rows_from, trained_as_of)
        trained.append(train(rows, trained_as_of_date=trained_as_of, **settings))
    return pd.concat(trained, ignore_index=True)


def train(  # noqa: PLR0913 - each argument is a fact that only the caller knows
    rows: pd.DataFrame,
    *,
    features: pd.DataFrame,
    trained_as_of_date: date,
    horizon_days: int,
    windows: Windows,
    capacity_share: float,
    selection_metric: str,
    code_version: str,
    seed: int = SEED,
) -> pd.DataFrame:
    """Return one model version per rung, trained on `rows` with what was known on the date.

    Each rung learns from the training period and chooses its complexity on validation, where it
    is also calibrated and compared. It then learns again from everything up to the end of
    validation, and is judged once on the holdout.

    Args:
        rows: keys, `matures_on_date`, `is_churned`, `rule_score`, segments and features, ordered
            by `as_of_date`, `customer_id`; every outcome known on `trained_as_of_date`.
        features: the catalogue: `feature_name`, `family`, `expected_direction` (up, down, none).
        trained_as_of_date: the date as of which the training happens.
        horizon_days: days after `as_of_date` in which a churn counts.
        windows: weeks of each period.
        capacity_share: share of the customers that people can contact.
        selection_metric: one of SELECTION_METRICS.
        code_version: recorded as it is.
        seed: of the row samples and of the replicates.

    Returns:
        A frame of the shape MODEL_VERSIONS.

    Raises:
        FrameError: a table lacks a column, or is not in order.
        LeakageError: an outcome was not yet known.
        TrainingError: the history is too short or too uniform to judge a model.
    """
    _check_arguments(features, capacity_share=capacity_share, selection_metric=selection_metric)
    panel = to_panel(
        rows,
        names=features["feature_name"].tolist(),
        trained_as_of_date=trained_as_of_date,
        horizon_days=horizon_days,
    )
    split = split_by_time(panel, windows=windows, horizon_days=horizon_days)
    dropped = _uninformative(split.train)
    panel = panel.keep(_kept(panel.names, dropped=dropped))
    split = split_by_time(panel, windows=windows, horizon_days=horizon_days)
    draws = draw(split, seed=seed)
    # One thread for linear algebra: the order of additions over threads shows in the last bits.
    with threadpool_limits(limits=1, user_api="blas"):
        rungs = {
            name: judge_rung(
                name, split=split, draws=draws, capacity_share=capacity_share, seed=seed
            )
            for name in ESTIMATORS
        }
    decision = choose(
        validation={name: rung.validation for name, rung in rungs.items()},
        holdout={name: rung.holdout for name, rung in rungs.items()},
        positive_count=int(split.train.labels.sum()),
        metric=selection_metric,
    )
    shared = {
        "trained_as_of_date": pd.Timestamp(trained_as_of_date),
        "decided_by": "ladder",
        "code_version": code_version,
        **identity(split, panel=panel),
    }
    settings = {
        "horizon_days": horizon_days,
        "capacity_share": capacity_share,
        "selection_metric": selection_metric,
        "seed": seed,
        "rows_from_date": str(panel.dates[0]),
        **asdict(windows),
    }
    expected = dict(zip(features["feature_name"], features["expected_direction"], strict=True))
    versions = [
        {
            **shared,
            **version_row(
                rung,
                champion=decision.champion,
                reason=decision.reasons[name],
                trained=trained_as_of_date,
                settings=settings,
            ),
            "report": report_text(
                rung,
                split=split,
                draws=draws,
                capacity_share=capacity_share,
                expected=expected,
                gates=decision.gates[name],
                dropped_features=dropped,
            ),
        }
        for name, rung in rungs.items()
    ]
    return MODEL_VERSIONS.conform(pd.DataFrame(versions))


def _check_arguments(
    features: pd.DataFrame, *, capacity_share: float, selection_metric: str
) -> None:
    """Raise for arguments that no training could honour."""
    missing = [name for name in ("feature_name", "expected_direction") if name not in features]
    if missing:
        raise FrameError(f"The catalogue of features lacks {missing}; add the columns.")
    if features["feature_name"].duplicated().any():
        raise FrameError("The catalogue names a feature twice; keep one row each.")
    if not 0.0 < capacity_share <= 1.0:
        raise TrainingError(f"capacity_share is {capacity_share}; give a share above 0, up to 1.")
    if selection_metric not in SELECTION_METRICS:
        raise TrainingError(
            f"selection_metric is {selection_metric!r}; choose one of {list(SELECTION_METRICS)}."
        )


def _uninformative(train_part: Panel) -> list[dict[str, str]]:
    """Return the features that are null or the same in every training row, and why."""
    dropped = []
    for place, name in enumerate(train_part.names):
        values = train_part.features[:, place]
        known = values[~np.isnan(values)]
        if not len(known):
            dropped.append({"feature_name": name, "why": "null in every training row"})
        elif len(known) == len(values) and known.min() == known.max():
            dropped.append({"feature_name": name, "why": "the same in every training row"})
    return dropped


def _kept(names: tuple[str, ...], *, dropped: list[dict[str, str]]) -> list[str]:
    """Return the features that are left, and raise TrainingError when none is."""
    gone = {row["feature_name"] for row in dropped}
    kept = [name for name in names if name not in gone]
    if not kept:
        raise TrainingError(
            f"All {len(names)} features are null or constant in the training period; check that "
            "usage, billing and support data reach the feature tables."
        )
    return kept
