"""No outcome of an earlier part reaches into a later one, whatever the dates."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ml.errors import TrainingError
from ml.panel import to_panel
from ml.split import Windows, fit_windows, split_by_time

DAY = np.timedelta64(1, "D")


def panel_of(days, *, horizon_days, grace_days=0, churned=(True, False)):
    dates = pd.Timestamp("2025-01-06") + pd.to_timedelta(sorted(days), unit="D")
    rows = pd.concat(
        [
            pd.DataFrame(
                {
                    "customer_id": [f"C{place}" for place in range(len(churned))],
                    "as_of_date": day,
                    "matures_on_date": day + pd.Timedelta(days=horizon_days + grace_days),
                    "is_churned": list(churned),
                    "rule_score": 0.0,
                }
            )
            for day in dates
        ],
        ignore_index=True,
    )
    return to_panel(
        rows,
        names=[],
        trained_as_of_date=rows["matures_on_date"].max().date(),
        horizon_days=horizon_days,
    )


@given(
    days=st.sets(st.integers(0, 300), min_size=3, max_size=40),
    horizon_days=st.integers(7, 60),
    grace_days=st.integers(0, 20),
    weeks=st.tuples(st.integers(1, 30), st.integers(1, 8), st.integers(1, 8)),
)
def test_outcomes_of_a_part_are_known_before_the_next_begins(days, horizon_days, grace_days, weeks):
    panel = panel_of(days, horizon_days=horizon_days, grace_days=grace_days)
    windows = Windows(*weeks)
    try:
        split = split_by_time(panel, windows=windows, horizon_days=horizon_days)
    except TrainingError as error:
        assert "too short" in str(error)  # noqa: PT017 - both outcomes are lawful
        return
    assert split.train.matures.max() <= split.validation.dates.min()
    assert split.validation.matures.max() <= split.holdout.dates.min()
    assert split.known.matures.max() <= split.holdout.dates.min()
    assert split.holdout.dates.max() == panel.dates.max()
    for part, limit in ((split.validation, weeks[1]), (split.holdout, weeks[2])):
        assert (part.dates.max() - part.dates.min()) / DAY < 7 * limit
        assert min(len(split.train), len(part)) > 0


@given(st.integers(20, 80))
def test_a_longer_history_never_shortens_the_judging_windows(week_count):
    shorter, longer = (
        fit_windows(
            panel_of(range(0, 7 * count, 7), horizon_days=30),
            windows=Windows(52, 8, 8),
            gap_days=30,
        )
        for count in (week_count, week_count + 1)
    )
    assert longer.holdout_weeks >= shorter.holdout_weeks
    assert longer.validation_weeks >= shorter.validation_weeks


def test_weekly_mondays_fall_where_the_windows_say():
    panel = panel_of(range(0, 7 * 40, 7), horizon_days=30)
    split = split_by_time(panel, windows=Windows(10, 4, 4), horizon_days=30)
    weeks = {name: len(set(getattr(split, name).dates)) for name in ("train", "validation")}
    assert weeks == {"train": 10, "validation": 4}
    assert len(set(split.holdout.dates)) == 4
    assert len(set(split.known.dates)) == 10 + 4 + 4


def test_a_part_with_one_outcome_is_refused_with_its_numbers():
    panel = panel_of(range(0, 7 * 40, 7), horizon_days=30, churned=(False, False, False))
    with pytest.raises(TrainingError, match="30 rows, 0 of them churned"):
        split_by_time(panel, windows=Windows(10, 4, 4), horizon_days=30)
