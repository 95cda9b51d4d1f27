"""Support tickets: more, graver and slower ones in some episodes."""

from __future__ import annotations

import numpy as np

from simulator.arrays import BoolArray, FloatArray, IntArray
from simulator.log import Log
from simulator.parameters import (
    GAPS,
    SLOW_SHARE,
    SUPPORT,
    TICKET_FACTOR,
    TICKETS_PER_DAY,
)
from simulator.population import Population
from simulator.state import State

DAY = 86_400
NOT_GIVEN = 0


def ticket_log() -> Log:
    """Return an empty log of tickets; times in seconds from day 0, score 0 where not given."""
    return Log(
        customer=np.int32, opened=np.int64, priority=np.int8, category=np.int8,
        responded=np.int64, resolved=np.int64, score=np.int8,
    )  # fmt: skip


def open_tickets(
    state: State,
    population: Population,
    log: Log,
    *,
    who: IntArray,
    day: int,
    triggers: IntArray,
    rng: np.random.Generator,
) -> None:
    """Open the tickets of a day; each of `triggers` opens one that will be slow."""
    depth, mark = state.depth[who], state.mark[who]
    factor = 1.0 + depth * (np.array(TICKET_FACTOR)[mark] - 1.0)
    size = np.clip(population.events_per_day[who], 0.4, 3.0)
    opens = rng.random(len(who)) < TICKETS_PER_DAY * size * factor
    opener = np.concatenate([who[opens], triggers])
    is_trigger = np.arange(len(opener)) >= opens.sum()
    draws = rng.random((7, len(opener)))
    strained = is_trigger | ((state.mark[opener] == SUPPORT) & (draws[0] < state.depth[opener]))
    slow = strained | (draws[0] > 1.0 - SLOW_SHARE)
    _add_rows(state, log, who=opener, day=day, slow=slow, draws=draws)


def _add_rows(
    state: State, log: Log, *, who: IntArray, day: int, slow: BoolArray, draws: FloatArray
) -> None:
    opened = day * DAY + (draws[1] * 86_000).astype(np.int64)
    hours_to_respond = np.where(slow, 10 + 50 * draws[2], 0.2 + 8 * draws[2] ** 2)
    hours_to_resolve = hours_to_respond + np.where(
        slow, 60 + 260 * draws[3], 1 + 45 * draws[3] ** 2
    )
    severity = draws[4] + 0.25 * slow
    gaps = (state.mark[who] == GAPS) & (state.depth[who] > 0.3) & (draws[5] < 0.75)
    category = np.where(gaps, 1 + (draws[5] < 0.45), (draws[5] * 6).astype(np.int64))
    happy = np.where(slow, 1 + 2.2 * draws[6] / 0.6, 3.4 + 2.2 * draws[6] / 0.6)
    score = np.where(draws[6] < 0.6, np.clip(happy, 1, 5), NOT_GIVEN)
    log.add(
        len(who), customer=who, opened=opened,
        priority=np.searchsorted((0.3, 0.75, 0.95), severity), category=category,
        responded=opened + (hours_to_respond * 3600).astype(np.int64),
        resolved=opened + (hours_to_resolve * 3600).astype(np.int64),
        score=score.astype(np.int64),
    )  # fmt: skip
