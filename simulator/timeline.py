"""Days as integers from `starts_on`, with renewals, weekends, holidays and seasons."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from simulator.arrays import FloatArray, IntArray
from simulator.parameters import (
    REGIONS,
    RETAIL_WEEKEND_LEVEL,
    WEEKEND_LEVEL,
)


@dataclass(frozen=True)
class Timeline:
    """A calendar of day numbers; day 0 is `starts_on`.

    `month_of` and `day_of_month` are by day, `month_start` is the day number of the first of each
    month (the month of day 0 is month 0), `activity` is by day, region and weekend pattern.
    """

    starts_on: date
    last_day: int
    month_of: IntArray
    day_of_month: IntArray
    month_start: IntArray
    activity: FloatArray

    def day_of(self, when: date) -> int:
        """Return the day number of a date; negative before day 0."""
        return (when - self.starts_on).days

    def after_months(self, day: int, *, months: int, anchor: IntArray) -> IntArray:
        """Return the day number of the `anchor`th day, `months` months after the month of `day`."""
        month = self.month_of[day] + months
        return np.asarray(self.month_start[month] + anchor - 1, dtype=np.int64)

    def next_renewal(self, day: int, *, anchor: IntArray) -> IntArray:
        """Return the first day after `day` that is the `anchor`th of a month."""
        months = (self.day_of_month[day] >= anchor).astype(np.int64)
        month = self.month_of[day] + months
        return np.asarray(self.month_start[month] + anchor - 1, dtype=np.int64)

    def is_monday(self, day: int) -> bool:
        """Say whether the day is a Monday."""
        return (self.starts_on.weekday() + day) % 7 == 0


def build_timeline(starts_on: date, *, ends_on: date) -> Timeline:
    """Build the calendar from `starts_on` to two years after `ends_on` (terms look ahead)."""
    last_day = (ends_on - starts_on).days
    dates = np.datetime64(starts_on, "D") + np.arange(last_day + 800)
    months = dates.astype("datetime64[M]")
    month_starts = months[0] + np.arange(int((months[-1] - months[0]).astype(int)) + 2)
    day_of_month = (dates - months.astype("datetime64[D]")).astype(np.int64) + 1
    return Timeline(
        starts_on=starts_on,
        last_day=last_day,
        month_of=(months - months[0]).astype(np.int64),
        day_of_month=day_of_month,
        month_start=(month_starts.astype("datetime64[D]") - dates[0]).astype(np.int64),
        activity=_activity(dates[: last_day + 1]),
    )


def _activity(dates: np.ndarray[tuple[int], np.dtype[np.datetime64]]) -> FloatArray:
    """Return the activity level by day, region and pattern (office week, retail week)."""
    weekday = (dates.astype(np.int64) + 3) % 7
    month = dates.astype("datetime64[M]").astype(np.int64) % 12 + 1
    day = (dates - dates.astype("datetime64[M]").astype("datetime64[D]")).astype(np.int64) + 1
    season = np.ones((len(dates), len(REGIONS)))
    europe = REGIONS.index("europe")
    season[month == 8] *= 0.85
    season[month == 8, europe] *= 0.75
    season[month == 7] *= 0.94
    season[((month == 12) & (day >= 20)) | ((month == 1) & (day <= 3))] *= 0.5
    holiday = ((month == 12) & np.isin(day, (24, 25, 26, 31))) | ((month == 1) & (day == 1))
    season[holiday] *= 0.4
    season[(month == 5) & (day == 1)] *= 0.5
    season[(month == 7) & (day == 4), REGIONS.index("north_america")] *= 0.3
    weekend = weekday >= 5
    week = np.stack(
        [np.where(weekend, WEEKEND_LEVEL, 1.0), np.where(weekend, RETAIL_WEEKEND_LEVEL, 0.9)],
        axis=1,
    )
    return np.asarray(season[:, :, None] * week[:, None, :], dtype=np.float64)
