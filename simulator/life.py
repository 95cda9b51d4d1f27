"""Episodes, decisions and recoveries: one day of every customer's inner life."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulator.arrays import BoolArray, FloatArray, IntArray
from simulator.hazards import Hazards, base_hazard, start_rates
from simulator.parameters import (
    CAUSES,
    COOL_DOWN_DAYS,
    DECLINE_DAYS,
    HEALING_PER_DAY,
    RETURN_DAYS,
    RETURN_SHARE,
    SHALLOWEST_DEPTH,
)
from simulator.population import Population
from simulator.state import HEALTHY, NEVER, State


@dataclass(frozen=True)
class Turns:
    """Who turned on a day (customer indices): an episode of a cause began, notice was given."""

    began: IntArray
    cause: IntArray
    gave_notice: IntArray


def live_a_day(
    state: State,
    population: Population,
    *,
    day: int,
    who: IntArray,
    renews: BoolArray,
    hazards: Hazards,
    rng: np.random.Generator,
) -> Turns:
    """Let `who` (in service, no notice) decide, recover or fall into an episode.

    One draw decides notice, a second one recovery or the start of an episode, in that order.
    """
    notice_draw, other_draw, depth_draw = rng.random((3, len(who)))
    cause, ill = state.cause[who], state.cause[who] != HEALTHY
    elapsed = np.where(ill, day - state.episode_day[who], 0)
    decides = notice_draw < _notice_chance(
        state, population, day=day, who=who, elapsed=elapsed, hazards=hazards
    )
    recovers = ill & ~decides & (other_draw < hazards.recovery[cause, elapsed])
    rates = start_rates(
        population.frailty[who],
        is_annual=population.is_annual[who],
        age=day - state.spell_day[who],
        renews=renews,
    )
    drawn = (other_draw >= np.cumsum(rates, axis=0)).sum(axis=0)
    may_begin = ~ill & ~decides & (day >= state.cool_until[who])
    begins = may_begin & (drawn < len(CAUSES))
    _give_notice(state, who[decides], day=day)
    _recover(state, who[recovers], day=day)
    _begin(state, who[begins], day=day, cause=drawn[begins], draw=depth_draw[begins])
    return Turns(began=who[begins], cause=drawn[begins], gave_notice=who[decides])


def _notice_chance(
    state: State,
    population: Population,
    *,
    day: int,
    who: IntArray,
    elapsed: IntArray,
    hazards: Hazards,
) -> FloatArray:
    cause, is_annual = state.cause[who], population.is_annual[who]
    in_episode = hazards.decision[cause, elapsed]
    contact = np.where(day < state.contact_until[who], state.contact_multiplier[who], 1.0)
    return hazards.of_notice(
        np.where(cause != HEALTHY, in_episode, base_hazard(is_annual)),
        scale=population.frailty[who] * contact,
        days_left=state.renewal[who] - day,
        is_annual=is_annual,
    )


def _give_notice(state: State, who: IntArray, *, day: int) -> None:
    state.notice_day[who] = day
    state.end_day[who] = state.renewal[who]


def _recover(state: State, who: IntArray, *, day: int) -> None:
    state.cause[who] = HEALTHY
    state.cool_until[who] = day + COOL_DOWN_DAYS


def _begin(state: State, who: IntArray, *, day: int, cause: IntArray, draw: FloatArray) -> None:
    state.cause[who] = cause
    state.mark[who] = cause
    state.episode_day[who] = day
    state.full_depth[who] = SHALLOWEST_DEPTH + (1 - SHALLOWEST_DEPTH) * draw


def deepen(state: State, who: IntArray, *, day: int) -> None:
    """Update how far the behaviour of `who` has declined: towards full depth, or healing."""
    cause = state.cause[who]
    ill = cause != HEALTHY
    reached = np.clip((day - state.episode_day[who]) / np.array(DECLINE_DAYS)[cause], 0.0, 1.0)
    healed = state.depth[who] * HEALING_PER_DAY
    state.depth[who] = np.where(ill, np.maximum(reached * state.full_depth[who], healed), healed)


def end_service(state: State, who: IntArray, *, day: int, rng: np.random.Generator) -> None:
    """End the service of `who`; a few will return after some months."""
    share_draw, delay_draw = rng.random((2, len(who)))
    low, high = RETURN_DAYS
    delay = (low + delay_draw * (high - low)).astype(np.int64)
    state.is_active[who] = False
    state.starts_on_day[who] = np.where(share_draw < RETURN_SHARE, day + delay, NEVER)
