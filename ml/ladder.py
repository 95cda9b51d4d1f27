"""Fit every rung of the ladder on the same rows, before anything is decided."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from ml.errors import TooLittleHistoryError
from ml.estimators import ESTIMATORS
from ml.panel import Panel, to_panel
from ml.params import SEED
from ml.rungs import Draws, Judged, draw, judge_rung
from ml.split import Split, Windows, split_by_time


@dataclass(frozen=True)
class Ladder:
    """Every rung fitted and judged on the same rows, before anything is decided."""

    panel: Panel
    split: Split
    draws: Draws
    rungs: Mapping[str, Judged]
    dropped: list[dict[str, str]]


def fit_ladder(
    rows: pd.DataFrame,
    *,
    names: Sequence[str],
    trained_as_of_date: date,
    horizon_days: int,
    windows: Windows,
    capacity_share: float,
    seed: int = SEED,
) -> Ladder:
    """Return every rung fitted and judged: all that an artifact depends on, and no decision.

    The arguments, and what is raised, are those of `train`.
    """
    panel = to_panel(
        rows, names=names, trained_as_of_date=trained_as_of_date, horizon_days=horizon_days
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
    return Ladder(panel=panel, split=split, draws=draws, rungs=rungs, dropped=dropped)


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
    """Return the features that are left, and raise TooLittleHistoryError when none is."""
    gone = {row["feature_name"] for row in dropped}
    kept = [name for name in names if name not in gone]
    if not kept:
        raise TooLittleHistoryError(
            f"All {len(names)} features are null or constant in the training period; check that "
            "usage, billing and support data reach the feature tables."
        )
    return kept
