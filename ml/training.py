"""Train every rung of the ladder, judge all alike, and name the champion."""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

import pandas as pd
from threadpoolctl import threadpool_limits

from ml.approvals import champion_on, waiting
from ml.errors import FrameError, TooLittleHistoryError, TrainingError
from ml.evidence import Evidence
from ml.incumbent import judge_incumbent
from ml.ladder import fit_ladder
from ml.metrics import SELECTION_METRICS
from ml.params import SEED
from ml.record import DECIDED_BY, REFUSED, identity, refused_row, report_text, version_row
from ml.report import importance_rows
from ml.review import review
from ml.schema import MODEL_VERSIONS
from ml.selection import choose
from ml.split import Windows


def train_due(
    schedule: pd.DataFrame,
    *,
    fetch: Callable[[date, date], pd.DataFrame],
    versions: pd.DataFrame,
    approvals: pd.DataFrame,
    **settings: Any,
) -> pd.DataFrame:
    """Return the versions of every training that is due, one after another.

    Each is decided by the approvals in force on its own date, against the champion of that date,
    which an earlier one of these trainings may have promoted.

    Args:
        schedule: one row per training, with `rows_from_date` and `trained_as_of_date`, by date.
        fetch: gives the training rows from the first date on, known by the second.
        versions: the versions of before; see `approvals.champion_on`.
        approvals: what people have approved, pinned and rolled back; see `approvals`.
        settings: the arguments of `train` that all trainings share.

    Raises:
        TrainingError: a training cannot be done; see `train`. Where rows are too few or too
            uniform and there is a champion, it stays, and a row of stage `refused` says so.
    """
    trained = [MODEL_VERSIONS.empty()]
    for rows_from, trained_as_of in zip(
        pd.to_datetime(schedule["rows_from_date"]).dt.date,
        pd.to_datetime(schedule["trained_as_of_date"]).dt.date,
        strict=True,
    ):
        known = pd.concat([versions, *trained[1:]], ignore_index=True)
        champion = champion_on(known, approvals, on=trained_as_of)
        rows = fetch(rows_from, trained_as_of)
        try:
            done = train(
                rows,
                trained_as_of_date=trained_as_of,
                champion=champion,
                approvals=approvals,
                **settings,
            )
        except TooLittleHistoryError as error:
            if champion is None:
                raise
            done = _refused(error, champion=champion, trained=trained_as_of)
        trained.append(done)
    return pd.concat(trained, ignore_index=True)


def train(  # noqa: PLR0913 - each argument is a fact that only the caller knows
    rows: pd.DataFrame,
    *,
    features: pd.DataFrame,
    trained_as_of_date: date,
    horizon_days: int,
    label_name: str,
    windows: Windows,
    capacity_share: float,
    selection_metric: str,
    code_version: str,
    approvals: pd.DataFrame,
    champion: Mapping[str, Any] | None = None,
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
        label_name: what counts as churn, recorded as it is.
        windows: weeks of each period.
        capacity_share: share of the customers that people can contact.
        selection_metric: one of SELECTION_METRICS.
        code_version: recorded as it is.
        approvals: what people have approved, pinned and rolled back; see `approvals`.
        champion: the version whose scores people see now, or None.
        seed: of the row samples and of the replicates.

    Returns:
        A frame of the shape MODEL_VERSIONS.

    Raises:
        FrameError: a table lacks a column, or is not in order.
        LeakageError: an outcome was not yet known.
        TrainingError: the history is too short or too uniform to judge a model.
    """
    _check_arguments(features, capacity_share=capacity_share, selection_metric=selection_metric)
    ladder = fit_ladder(
        rows,
        names=features["feature_name"].tolist(),
        trained_as_of_date=trained_as_of_date,
        horizon_days=horizon_days,
        windows=windows,
        capacity_share=capacity_share,
        seed=seed,
    )
    split, draws, rungs = ladder.split, ladder.draws, ladder.rungs
    with threadpool_limits(limits=1, user_api="blas"):
        incumbent = judge_incumbent(
            champion, rows=rows, holdout=split.holdout, draws=draws, capacity_share=capacity_share
        )
        importances = {
            name: importance_rows(name, rung.model.estimator, split.holdout)
            for name, rung in rungs.items()
        }
        gates = review(
            rungs,
            split=split,
            draws=draws,
            incumbent=incumbent,
            importances=importances,
            expected=dict(
                zip(features["feature_name"], features["expected_direction"], strict=True)
            ),
            horizon_days=horizon_days,
            seed=seed,
        )
    decision = choose(
        Evidence(
            validation={name: rung.validation for name, rung in rungs.items()},
            holdout={name: rung.holdout for name, rung in rungs.items()},
            positive_count=int(split.train.labels.sum()),
            metric=selection_metric,
            others=gates,
            waiting=waiting(approvals, algorithms=rungs, on=trained_as_of_date),
            incumbent=incumbent,
        )
    )
    shared = {
        "trained_as_of_date": pd.Timestamp(trained_as_of_date),
        "decided_by": DECIDED_BY,
        "code_version": code_version,
        **identity(split, panel=ladder.panel),
    }
    settings = {
        "horizon_days": horizon_days,
        "label_name": label_name,
        "capacity_share": capacity_share,
        "selection_metric": selection_metric,
        "seed": seed,
        "rows_from_date": str(ladder.panel.dates[0]),
        **asdict(windows),
    }
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
                importances=importances[name],
                gates=decision.gates[name],
                dropped_features=ladder.dropped,
                decision=decision.record,
            ),
        }
        for name, rung in rungs.items()
    ]
    return MODEL_VERSIONS.conform(pd.DataFrame(versions))


def _refused(
    error: TooLittleHistoryError, *, champion: Mapping[str, Any], trained: date
) -> pd.DataFrame:
    """Return the decision that a champion stays because a training could not be."""
    name = str(champion["model_version"])
    reason = f"Keeps {name}: {error}"
    decision = {"outcome": REFUSED, "champion": name, "reason": reason}
    return MODEL_VERSIONS.conform(
        pd.DataFrame([refused_row(reason, trained=trained, decision=decision)])
    )


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
