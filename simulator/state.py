"""The latent state of a chunk of customers on one day."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulator.arrays import BoolArray, FloatArray, IntArray
from simulator.parameters import PLAN_SEAT_PRICE_CENTS
from simulator.population import Population
from simulator.timeline import Timeline

NEVER = 10_000_000
HEALTHY = -1


@dataclass
class State:
    """What changes from day to day, one array element per customer of the chunk.

    Day numbers that lie in no future are NEVER. `cause` is HEALTHY out of an episode, while
    `mark` keeps the cause whose effect, of size `depth`, still shows.
    """

    is_active: BoolArray
    spell: IntArray
    spell_day: IntArray
    starts_on_day: IntArray
    plan: IntArray
    seats: IntArray
    mrr_cents: IntArray
    renewal: IntArray
    anchor: IntArray
    cause: IntArray
    mark: IntArray
    episode_day: IntArray
    full_depth: FloatArray
    depth: FloatArray
    cool_until: IntArray
    notice_day: IntArray
    end_day: IntArray
    absent_until: IntArray
    mood: FloatArray
    recent_usage: FloatArray
    usual_usage: FloatArray
    was_contacted: BoolArray
    contact_multiplier: FloatArray
    contact_until: IntArray


def initial_state(population: Population) -> State:
    """Return the state before anybody has signed up."""
    size = population.chunk.size

    def whole(value: int) -> IntArray:
        return np.full(size, value, dtype=np.int64)

    return State(
        is_active=np.zeros(size, dtype=np.bool_),
        spell=whole(-1),
        spell_day=whole(NEVER),
        starts_on_day=population.signup_day.copy(),
        plan=population.plan.copy(),
        seats=population.seats.copy(),
        mrr_cents=population.seats * np.array(PLAN_SEAT_PRICE_CENTS)[population.plan],
        renewal=whole(NEVER),
        anchor=whole(1),
        cause=whole(HEALTHY),
        mark=whole(0),
        episode_day=whole(NEVER),
        full_depth=np.zeros(size),
        depth=np.zeros(size),
        cool_until=whole(0),
        notice_day=whole(NEVER),
        end_day=whole(NEVER),
        absent_until=whole(0),
        mood=np.zeros(size),
        recent_usage=np.ones(size),
        usual_usage=np.ones(size),
        was_contacted=np.zeros(size, dtype=np.bool_),
        contact_multiplier=np.ones(size),
        contact_until=whole(0),
    )


def begin_service(state: State, who: IntArray, *, day: int, timeline: Timeline) -> None:
    """Start a spell of service, the first one or one after a return."""
    state.is_active[who] = True
    state.spell[who] += 1
    state.spell_day[who] = day
    state.starts_on_day[who] = NEVER
    state.anchor[who] = min(int(timeline.day_of_month[day]), 28)
    state.cause[who] = HEALTHY
    state.depth[who] = 0.0
    state.notice_day[who] = NEVER
    state.end_day[who] = NEVER
    state.cool_until[who] = day


def renew(
    state: State, who: IntArray, *, day: int, timeline: Timeline, is_annual: BoolArray
) -> None:
    """Move the end of the term of `who` to the next one after `day`."""
    anchor = state.anchor[who]
    monthly = timeline.next_renewal(day, anchor=anchor)
    annual = timeline.after_months(day, months=12, anchor=anchor)
    state.renewal[who] = np.where(is_annual[who], annual, monthly)
