"""The past retention campaign, with a randomised control group and an effect by segment."""

from __future__ import annotations

import numpy as np

from simulator.arrays import IntArray
from simulator.log import Log
from simulator.parameters import (
    CAMPAIGN_CONTROL_SHARE,
    CAMPAIGN_EFFECT_DAYS,
    CAMPAIGN_FROM,
    CAMPAIGN_MIN_TENURE_DAYS,
    CAMPAIGN_MULTIPLIER,
    CAMPAIGN_USAGE_RATIO,
    CAMPAIGN_WEEKS,
)
from simulator.population import Population
from simulator.state import State
from simulator.timeline import Timeline

DAY = 86_400


def campaign_log() -> Log:
    """Return an empty log of enrolments with the draws that decide how a call went."""
    return Log(
        customer=np.int32, created=np.int64, plan=np.int8, is_treated=np.bool_,
        multiplier=np.float64, status=np.float32, delay=np.float32, disposition=np.float32,
        helpful=np.float32,
    )  # fmt: skip


def enrol(
    state: State,
    population: Population,
    log: Log,
    *,
    who: IntArray,
    day: int,
    timeline: Timeline,
    rng: np.random.Generator,
) -> None:
    """On campaign Mondays, draw customers whose usage fell into treatment or control, once.

    The effect multiplies the hazard of notice for 60 days; the segment is the plan.
    """
    week, weekday = divmod(day - timeline.day_of(CAMPAIGN_FROM), 7)
    if weekday or not 0 <= week < CAMPAIGN_WEEKS:
        return
    fell = state.recent_usage[who] < CAMPAIGN_USAGE_RATIO * state.usual_usage[who]
    old = day - state.spell_day[who] >= CAMPAIGN_MIN_TENURE_DAYS
    chosen = who[fell & old & ~state.was_contacted[who]]
    draws = rng.random((6, len(chosen)))
    treated = draws[0] < 1 - CAMPAIGN_CONTROL_SHARE
    plan = population.plan[chosen]
    multiplier = np.where(treated, np.array(CAMPAIGN_MULTIPLIER)[plan], 1.0)
    state.was_contacted[chosen] = True
    state.contact_multiplier[chosen] = multiplier
    state.contact_until[chosen] = day + CAMPAIGN_EFFECT_DAYS
    log.add(
        len(chosen), customer=chosen, created=day * DAY + 28_800 + (draws[1] * 7_200).astype(int),
        plan=plan, is_treated=treated, multiplier=multiplier, status=draws[2], delay=draws[3],
        disposition=draws[4], helpful=draws[5],
    )  # fmt: skip
