from datetime import date, timedelta

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from simulator.timeline import build_timeline

TIMELINE = build_timeline(date(2024, 6, 3), ends_on=date(2026, 6, 1))


@given(day=st.integers(0, 728), anchor=st.integers(1, 28))
def test_the_next_renewal_is_the_first_anchor_day_after_today(day, anchor):
    renewal = int(TIMELINE.next_renewal(day, anchor=np.array([anchor]))[0])
    assert 1 <= renewal - day <= 31
    assert (TIMELINE.starts_on + timedelta(days=renewal)).day == anchor


@given(day=st.integers(0, 728))
def test_twelve_months_later_is_the_same_day_of_the_next_year(day):
    today = TIMELINE.starts_on + timedelta(days=day)
    anchor = min(today.day, 28)
    end = int(TIMELINE.after_months(day, months=12, anchor=np.array([anchor]))[0])
    assert TIMELINE.starts_on + timedelta(days=end) == date(today.year + 1, today.month, anchor)


def test_weekends_and_the_turn_of_the_year_are_quiet():
    activity = TIMELINE.activity[:, 1, 0]
    monday = TIMELINE.day_of(date(2025, 3, 3))
    assert TIMELINE.is_monday(monday)
    assert activity[monday + 5] < 0.3 * activity[monday]
    assert activity[TIMELINE.day_of(date(2025, 12, 25))] < 0.5 * activity[monday]
    assert activity[TIMELINE.day_of(date(2025, 8, 11))] < activity[monday]


def test_the_calendar_does_not_depend_on_the_horizon():
    longer = build_timeline(date(2024, 6, 3), ends_on=date(2026, 9, 1))
    np.testing.assert_array_equal(longer.activity[:729], TIMELINE.activity)
