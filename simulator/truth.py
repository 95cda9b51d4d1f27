"""The true probability that service ends within the horizon, from the state and the hazards."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from simulator.arrays import BoolArray, Columns, FloatArray, IntArray
from simulator.hazards import Hazards, base_hazard, start_rates
from simulator.log import Log
from simulator.parameters import CAUSES, DECISION_FROM, HORIZON_DAYS, MIN_AGE_DAYS
from simulator.population import Population
from simulator.state import HEALTHY, NEVER, State
from simulator.timeline import Timeline

BLOCK_ROWS = 20_000


def snapshot_log() -> Log:
    """Return an empty log of states on as-of dates; days are day numbers."""
    return Log(
        customer=np.int64, day=np.int64, cause=np.int64, elapsed=np.int64, cool_until=np.int64,
        renewal=np.int64, following=np.int64, spell_day=np.int64, contact=np.float64,
        contact_until=np.int64, renews_today=np.bool_,
    )  # fmt: skip


def snapshot(
    state: State, log: Log, *, who: IntArray, day: int, renews: BoolArray, timeline: Timeline
) -> None:
    """Record the state of those of `who` that are old enough and have not given notice."""
    known = (state.notice_day[who] == NEVER) & (day - state.spell_day[who] >= MIN_AGE_DAYS)
    who = who[known]
    ill = state.cause[who] != HEALTHY
    month = timeline.month_of[state.renewal[who]]
    log.add(
        len(who), customer=who, day=day, cause=state.cause[who],
        elapsed=np.where(ill, day - state.episode_day[who], 0),
        cool_until=state.cool_until[who], renewal=state.renewal[who],
        following=timeline.month_start[month + 1] + state.anchor[who] - 1,
        spell_day=state.spell_day[who], contact=state.contact_multiplier[who],
        contact_until=state.contact_until[who], renews_today=renews[known],
    )  # fmt: skip


def true_probabilities(rows: Columns, population: Population, *, hazards: Hazards) -> FloatArray:
    """Return the exact chance of each snapshot row that service ends within the horizon.

    Annual customers whose term ends later cannot leave in time: their chance is 0.
    """
    is_annual = population.is_annual[rows["customer"]]
    can_end = ~is_annual | (rows["renewal"] <= rows["day"] + HORIZON_DAYS)
    probability = np.zeros(len(can_end))
    reachable = np.flatnonzero(can_end)
    for start in range(0, len(reachable), BLOCK_ROWS):
        block = reachable[start : start + BLOCK_ROWS]
        columns = {name: values[block] for name, values in rows.items()}
        probability[block] = _forward(columns, population, hazards=hazards)
    return probability


@dataclass
class _Masses:
    """The chances to be, without notice, in the episode of the as-of date, well, or well again.

    `begun` holds, by day and cause, the chances of the episodes that began within the horizon.
    """

    sick: FloatArray
    well: FloatArray
    healed: FloatArray
    begun: list[FloatArray] = field(default_factory=list)


@dataclass(frozen=True)
class _Today:
    """What a day of the horizon is to each row: its hazards' scale, the days left of the term."""

    ahead: int
    hazards: Hazards
    scale: FloatArray
    days_left: IntArray
    is_annual: BoolArray

    def chance(self, hazard: FloatArray) -> FloatArray:
        """Return today's chance of notice from an unscaled hazard."""
        return self.hazards.of_notice(
            hazard, scale=self.scale, days_left=self.days_left, is_annual=self.is_annual
        )


def _forward(rows: Columns, population: Population, *, hazards: Hazards) -> FloatArray:
    """Run the chances of all states forward and add up the notices that end within the horizon."""
    frailty = population.frailty[rows["customer"]]
    is_annual = population.is_annual[rows["customer"]]
    ill = rows["cause"] != HEALTHY
    masses = _Masses(sick=1.0 * ill, well=1.0 * ~ill, healed=np.zeros(len(ill)))
    total = np.zeros(len(ill))
    for ahead in range(HORIZON_DAYS):
        day = rows["day"] + ahead
        ends = np.where(day < rows["renewal"], rows["renewal"], rows["following"])
        in_time = (ends <= rows["day"] + HORIZON_DAYS) & (~is_annual | (day < rows["renewal"]))
        contact = np.where(day < rows["contact_until"], rows["contact"], 1.0)
        today = _Today(ahead, hazards, frailty * contact, ends - day, is_annual)
        given = _leave_new_episodes(masses, today=today)
        given = given + _leave_old_states(masses, rows, today=today, frailty=frailty)
        total += np.where(in_time, given, 0.0)
    return total


def _leave_old_states(
    masses: _Masses, rows: Columns, *, today: _Today, frailty: FloatArray
) -> FloatArray:
    """Move today's chances between the states and return the notices.

    A recovered customer starts no new episode, since the cool-down is longer than the horizon.
    """
    day, elapsed = rows["day"] + today.ahead, rows["elapsed"] + today.ahead
    noticing = masses.sick * today.chance(today.hazards.decision[rows["cause"], elapsed])
    recovering = (masses.sick - noticing) * today.hazards.recovery[rows["cause"], elapsed]
    base = today.chance(base_hazard(today.is_annual))
    renews = (day == rows["renewal"]) | (day == rows["following"])
    rates = start_rates(
        frailty,
        is_annual=today.is_annual,
        age=day - rows["spell_day"],
        renews=renews if today.ahead else rows["renews_today"],
    )
    starting = masses.well * (1.0 - base) * (day >= rows["cool_until"]) * rates
    given = noticing + (masses.well + masses.healed) * base
    masses.sick = masses.sick - noticing - recovering
    masses.well = masses.well * (1.0 - base) - starting.sum(axis=0)
    masses.healed = masses.healed * (1.0 - base) + recovering
    masses.begun.append(starting)
    return np.asarray(given, dtype=np.float64)


def _leave_new_episodes(masses: _Masses, *, today: _Today) -> FloatArray:
    """Take the notices out of the episodes that began within the horizon, and return them.

    Such an episode cannot end in a recovery yet: recoveries begin later than the horizon is long.
    """
    given = np.zeros(len(masses.sick))
    for start in range(today.ahead - DECISION_FROM):
        for cause in range(len(CAUSES)):
            hazard = today.hazards.decision[cause, today.ahead - start]
            leaving = masses.begun[start][cause] * today.chance(hazard)
            masses.begun[start][cause] -= leaving
            given += leaving
    return given
