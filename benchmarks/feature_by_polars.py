"""The way of `benchmarks.features` that is polars."""

from datetime import timedelta

import pandas as pd
import polars as pl

from benchmarks.feature_question import KEYS, WINDOWS, Question

COUNTED = [f"{measure}_count" for measure in WINDOWS]
LAST_2D = ["login_count_last_2d", "critical_feature_use_count_last_2d"]


def open_question(question: Question) -> Question:
    """Return the question as it is: reading the events is part of the work."""
    return question


def as_frame(answer: pl.DataFrame) -> pd.DataFrame:
    """Return the answer in pandas, without the help of pyarrow."""
    return pd.DataFrame(answer.to_dict(as_series=False))


def by_polars(question: Question) -> pl.DataFrame:
    """Group by week, join to a dense grid, and roll over it, all in one lazy plan."""
    weekly = _weekly_lazily(question)
    weeks = pl.date_range(question.grid_from, question.last_monday, "1w", eager=True)
    grid = (
        weekly.select("customer_id").unique().join(pl.LazyFrame({"as_of_date": weeks}), how="cross")
    )
    earlier = (
        weekly.filter(pl.col("as_of_date") < question.grid_from)
        .group_by("customer_id")
        .agg(pl.col("last_event_on").max().alias("earlier_event_on"))
    )
    dense = grid.join(weekly, on=list(KEYS), how="left").join(earlier, on="customer_id", how="left")
    filled = dense.sort(KEYS).with_columns(pl.col(*COUNTED, *LAST_2D).fill_null(0))
    last = pl.col("last_event_on").forward_fill().over("customer_id")
    since = pl.col("as_of_date") - pl.coalesce(last, "earlier_event_on")
    windows = [
        _window(f"{measure}_count", days=days).alias(f"{measure}_count_{days}d")
        for measure in WINDOWS
        for days in WINDOWS[measure]
    ]
    return (
        filled.select(*KEYS, *windows, since.dt.total_days().alias("days_since_last_event"))
        .filter(
            pl.col("as_of_date") >= question.first_monday,
            pl.col("days_since_last_event").is_not_null(),
        )
        .collect()
    )


def _weekly_lazily(question: Question) -> pl.LazyFrame:
    day = pl.col("occurred_at").dt.date()
    is_login = pl.col("event_name").is_in(question.login_names)
    is_critical = pl.col("event_name").is_in(question.critical_names)
    is_last_2d = pl.col("day").dt.weekday() >= 6
    return (
        pl.scan_parquet(question.path("events"))
        .filter(pl.col("occurred_at") < question.last_monday)
        .select("customer_id", day.alias("day"), login=is_login, critical=is_critical)
        .group_by("customer_id", (pl.col("day").dt.truncate("1w") + timedelta(7)).alias(KEYS[1]))
        .agg(
            pl.len().alias("event_count"),
            pl.col("login").sum().alias("login_count"),
            (pl.col("login") & is_last_2d).sum().alias("login_count_last_2d"),
            pl.col("critical").sum().alias("critical_feature_use_count"),
            (pl.col("critical") & is_last_2d).sum().alias("critical_feature_use_count_last_2d"),
            pl.col("day").n_unique().alias("active_day_count"),
            pl.col("day").max().alias("last_event_on"),
        )
        .with_columns(pl.col(*COUNTED, *LAST_2D).cast(pl.Int64))
    )


def _window(count: str, *, days: int) -> pl.Expr:
    if days == 7:
        return pl.col(count)
    weeks = pl.col(count).rolling_sum(days // 7, min_samples=1).over("customer_id")
    if days != 30:
        return weeks
    return weeks + pl.col(f"{count}_last_2d").shift(4).over("customer_id").fill_null(0)
