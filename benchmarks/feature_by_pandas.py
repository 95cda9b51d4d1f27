"""The way of `benchmarks.features` that is pandas."""

import duckdb
import pandas as pd

from benchmarks.feature_question import KEYS, WINDOWS, Question

COUNTED = [f"{measure}_count" for measure in WINDOWS]
LAST_2D = ["login_count_last_2d", "critical_feature_use_count_last_2d"]


def open_question(question: Question) -> Question:
    """Return the question as it is: reading the events is part of the work."""
    return question


def as_frame(answer: pd.DataFrame) -> pd.DataFrame:
    """Return the answer as it is."""
    return answer


def by_pandas(question: Question) -> pd.DataFrame:
    """Group by week, reindex to a dense grid, and roll over it."""
    weekly = _weekly(question)
    weeks = pd.date_range(question.grid_from, question.last_monday, freq="7D", unit="us")
    grid = pd.MultiIndex.from_product([weekly.index.unique("customer_id"), weeks], names=KEYS)
    dense = weekly.reindex(grid)
    answer = _windows(dense[[*COUNTED, *LAST_2D]].fillna(0))
    last_event_on = _last_event_on(weekly, dense=dense, starts_on=weeks[0])
    dates = grid.get_level_values("as_of_date")
    answer["days_since_last_event"] = (dates - last_event_on).dt.days
    asked = answer[(dates >= pd.Timestamp(question.first_monday)) & last_event_on.notna()]
    return asked.astype("int64").reset_index()


def _windows(counts: pd.DataFrame) -> pd.DataFrame:
    """Return the counts of the dense grid summed over their windows."""
    by_customer = counts.groupby(level="customer_id", sort=False)
    sums = {
        7: counts,
        28: by_customer[COUNTED].rolling(4, min_periods=1).sum().droplevel(0),
        84: by_customer[COUNTED].rolling(12, min_periods=1).sum().droplevel(0),
    }
    # Thirty days are four weeks and two days of the fifth.
    week_5 = by_customer[LAST_2D].shift(4).fillna(0)
    sums[30] = sums[28] + week_5.rename(columns=lambda name: name.removesuffix("_last_2d"))
    return pd.DataFrame(
        {
            f"{measure}_count_{days}d": sums[days][f"{measure}_count"]
            for measure, windows in WINDOWS.items()
            for days in windows
        }
    )


def _last_event_on(
    weekly: pd.DataFrame, *, dense: pd.DataFrame, starts_on: pd.Timestamp
) -> "pd.Series[pd.Timestamp]":
    """Return the last day with an event by each week of the dense grid, or of before it."""
    is_earlier = weekly.index.get_level_values("as_of_date") < starts_on
    earlier = weekly.loc[is_earlier, "last_event_on"].groupby(level="customer_id").max()
    before = earlier.reindex(dense.index.get_level_values("customer_id")).set_axis(dense.index)
    within = dense["last_event_on"].groupby(level="customer_id", sort=False).ffill()
    return within.fillna(before)


def _weekly(question: Question) -> pd.DataFrame:
    """Return what each customer did in each week that ended by the last Monday."""
    # As quick as pandas' own reader, for which pandas needs pyarrow.
    events = duckdb.read_parquet(question.path("events")).df()
    events = events[events["occurred_at"] < pd.Timestamp(question.last_monday)]
    days = (
        pd.DataFrame(
            {
                "customer_id": events["customer_id"],
                "last_event_on": events["occurred_at"].dt.normalize(),
                "event_count": 1,
                "login_count": events["event_name"].isin(question.login_names),
                "critical_feature_use_count": events["event_name"].isin(question.critical_names),
            }
        )
        .groupby(["customer_id", "last_event_on"], sort=False)
        .sum()
        .reset_index()
    )
    weekday = days["last_event_on"].dt.day_of_week
    days["as_of_date"] = days["last_event_on"] + pd.to_timedelta(7 - weekday, unit="D")
    days["active_day_count"] = 1
    for name in LAST_2D:
        days[name] = days[name.removesuffix("_last_2d")].where(weekday >= 5, 0)
    how = {**dict.fromkeys([*COUNTED, *LAST_2D], "sum"), "last_event_on": "max"}
    return days.groupby(list(KEYS)).agg(how)
