"""What customers do in the product: counts by day and event, then rows."""

from __future__ import annotations

import numpy as np

from simulator.arrays import Columns, FloatArray, IntArray
from simulator.log import Log
from simulator.parameters import (
    ABSENCE_DAILY_RATE,
    ABSENCE_DAYS,
    ABSENCE_LEVEL,
    AFTER_NOTICE_LEVEL,
    CHAMPION,
    CHAMPION_USER_LOSS,
    DUPLICATE_DAYS,
    DUPLICATE_SHARE,
    EVENT_EFFECTS,
    EVENT_SHARES,
    LATE_ROW_DAYS,
    LATE_ROW_SHARE,
    MOOD_SD,
    ONBOARDING_DAYS,
    REGION_OFFICE_HOUR,
)
from simulator.population import Population
from simulator.state import NEVER, State
from simulator.timeline import Timeline

DAY = 86_400


def usage_log() -> Log:
    """Return an empty log of events: customer index, user, name index, seconds from day 0."""
    return Log(
        customer=np.int32, user=np.int16, name=np.int8, occurred=np.int64, recorded=np.int64,
        repeated=np.int64,
    )  # fmt: skip


def use_a_day(
    state: State,
    population: Population,
    log: Log,
    *,
    day: int,
    who: IntArray,
    timeline: Timeline,
    counts_rng: np.random.Generator,
    rows_rng: np.random.Generator,
) -> None:
    """Draw the events of `who` on a day and remember how active they were."""
    activity = timeline.activity[day, population.region[who], population.pattern[who]]
    level = population.events_per_day[who] * activity * _personal_level(state, who, day=day)
    by_name = level[:, None] * _event_mix(state, who)
    limits = np.cumsum(by_name, axis=1)
    total = limits[:, -1]
    # Habits are steadier than a Poisson process: the whole part happens, the rest by chance.
    counts = (total + counts_rng.random(len(who))).astype(np.int64)
    _remember(state, who, counts=counts, expected=population.events_per_day[who] * activity)
    _add_rows(
        state, population, log, day=day, who=np.repeat(who, counts),
        limits=np.repeat(limits / total[:, None], counts, axis=0), rng=rows_rng,
    )  # fmt: skip


def drift_mood(
    state: State, who: IntArray, *, day: int, is_week_start: bool, rng: np.random.Generator
) -> None:
    """Change the mood of `who` weekly, and let some be absent for a while without meaning."""
    if is_week_start:
        state.mood[who] = 0.85 * state.mood[who] + rng.normal(0.0, MOOD_SD, len(who))
    away_draw, length_draw = rng.random((2, len(who)))
    away = (away_draw < ABSENCE_DAILY_RATE) & (day >= state.absent_until[who])
    low, high = ABSENCE_DAYS
    length = (low + length_draw[away] * (high - low)).astype(np.int64)
    state.absent_until[who[away]] = day + length


def _personal_level(state: State, who: IntArray, *, day: int) -> FloatArray:
    age = day - state.spell_day[who]
    onboarding = 1.0 + 0.5 * np.clip(1.0 - age / ONBOARDING_DAYS, 0.0, 1.0)
    absence = np.where(day < state.absent_until[who], ABSENCE_LEVEL, 1.0)
    notice = np.where(state.notice_day[who] == NEVER, 1.0, AFTER_NOTICE_LEVEL)
    return np.asarray(np.exp(state.mood[who]) * onboarding * absence * notice, dtype=np.float64)


def _event_mix(state: State, who: IntArray) -> FloatArray:
    """Return the share of each event, shape (customers, events); below 1 in sum in a decline."""
    effects = np.array(EVENT_EFFECTS)[state.mark[who]]
    factors = 1.0 + state.depth[who][:, None] * (effects - 1.0)
    return np.asarray(factors * np.array(EVENT_SHARES), dtype=np.float64)


def _remember(state: State, who: IntArray, *, counts: IntArray, expected: FloatArray) -> None:
    """Update the moving averages of usage over what the customer's calendar promises."""
    ratio = counts / np.maximum(expected, 0.05)
    state.recent_usage[who] += (ratio - state.recent_usage[who]) / 14.0
    state.usual_usage[who] += (ratio - state.usual_usage[who]) / 70.0


def _add_rows(
    state: State,
    population: Population,
    log: Log,
    *,
    day: int,
    who: IntArray,
    limits: FloatArray,
    rng: np.random.Generator,
) -> None:
    draws = rng.random((7, len(who)))
    name = (draws[0][:, None] >= limits[:, :-1]).sum(axis=1)
    users = np.clip((state.seats[who] * population.adoption[who]).astype(np.int64), 1, 300)
    lost = np.where(state.mark[who] == CHAMPION, CHAMPION_USER_LOSS * state.depth[who], 0.0)
    gone = np.minimum((lost * users).astype(np.int64), users - 1)
    user = gone + ((users - gone) * draws[1] ** 2).astype(np.int64)
    office = np.array(REGION_OFFICE_HOUR)[population.region[who]] * 3600
    second = (office + (draws[2] + draws[3]) * 18_000).astype(np.int64) % DAY
    occurred = day * DAY + second
    recorded = occurred + _delay(draws[4], size=draws[5])
    wait = 60 + draws[6] / DUPLICATE_SHARE * (DUPLICATE_DAYS * DAY - 120)
    repeated = np.where(draws[6] < DUPLICATE_SHARE, recorded + wait, NEVER * DAY)
    log.add(
        len(who), customer=who, user=user, name=name, occurred=occurred, recorded=recorded,
        repeated=repeated.astype(np.int64),
    )  # fmt: skip


def _delay(draw: FloatArray, *, size: FloatArray) -> IntArray:
    """Return the seconds until a row is recorded: minutes to hours, or days for late rows."""
    usual = 60 + 10_000 * size**4
    low, high = LATE_ROW_DAYS
    late = (low + size * (high - low)) * DAY
    return np.where(draw < LATE_ROW_SHARE, late, usual).astype(np.int64)


def event_columns(log: Log, *, until: int) -> Columns:
    """Return the events recorded before `until` seconds, with number, in order of occurrence.

    Duplicates are rows of their own, with the number of the row they repeat.
    """
    rows = log.columns()
    number = np.arange(1, len(rows["customer"]) + 1, dtype=np.int64)
    first = np.flatnonzero(rows["recorded"] < until)
    again = np.flatnonzero(rows["repeated"] < until)
    source = np.concatenate([first, again])
    recorded = np.concatenate([rows["recorded"][first], rows["repeated"][again]])
    order = np.argsort(rows["occurred"][source], kind="stable")
    source = source[order]
    return {
        "number": number[source],
        "customer": rows["customer"][source],
        "user": rows["user"][source],
        "name": rows["name"][source],
        "occurred": rows["occurred"][source],
        "recorded": recorded[order],
    }
