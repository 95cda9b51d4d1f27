"""One chunk of customers from the first day to the last."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from simulator import billing, campaign, life, support, truth, usage
from simulator.arrays import BoolArray, IntArray
from simulator.hazards import Hazards
from simulator.log import Log
from simulator.parameters import PRICE, SUPPORT
from simulator.population import Population
from simulator.randomness import Purpose, stream
from simulator.state import NEVER, State, begin_service, initial_state, renew
from simulator.timeline import Timeline


@dataclass(frozen=True)
class History:
    """Everything that happened to a chunk, as logs of integer columns."""

    population: Population
    terms: Log = field(default_factory=billing.term_log)
    notices: Log = field(default_factory=billing.notice_log)
    invoices: Log = field(default_factory=billing.invoice_log)
    events: Log = field(default_factory=usage.usage_log)
    tickets: Log = field(default_factory=support.ticket_log)
    enrolments: Log = field(default_factory=campaign.campaign_log)
    snapshots: Log = field(default_factory=truth.snapshot_log)


Streams = dict[Purpose, np.random.Generator]


def live(population: Population, *, seed: int, timeline: Timeline, hazards: Hazards) -> History:
    """Simulate the chunk day by day; the state of day `last_day` is seen, but nobody lives it."""
    state = initial_state(population)
    history = History(population)
    streams = {
        purpose: stream(seed, chunk=population.chunk.number, purpose=purpose) for purpose in Purpose
    }
    first_day = int(population.signup_day.min())
    for day in range(max(first_day, 0), timeline.last_day + 1):
        renewed = _wake(state, population, day=day, timeline=timeline, rng=streams[Purpose.LIFE])
        who = np.flatnonzero(state.is_active)
        renews = renewed[who]
        if timeline.is_monday(day):
            truth.snapshot(
                state, history.snapshots, who=who, day=day, renews=renews, timeline=timeline
            )
        if day < timeline.last_day:
            _spend_day(
                state, history, day=day, who=who, renews=renews,
                timeline=timeline, hazards=hazards, streams=streams,
            )  # fmt: skip
    return history


def _wake(
    state: State, population: Population, *, day: int, timeline: Timeline, rng: np.random.Generator
) -> BoolArray:
    """End services and roll terms that end today; return who renews."""
    life.end_service(state, np.flatnonzero(state.is_active & (state.end_day == day)), day=day,
                     rng=rng)  # fmt: skip
    renewed = state.is_active & (state.renewal == day)
    who = np.flatnonzero(renewed)
    renew(state, who, day=day, timeline=timeline, is_annual=population.is_annual)
    return np.asarray(renewed, dtype=np.bool_)


def _spend_day(
    state: State, history: History, *, day: int, who: IntArray, renews: BoolArray,
    timeline: Timeline, hazards: Hazards, streams: Streams,
) -> None:  # fmt: skip
    """Let a day happen: use, decide, pay, ask for help, sign up."""
    population = history.population
    life.deepen(state, who, day=day)
    usage.drift_mood(
        state, who, day=day, is_week_start=timeline.is_monday(day), rng=streams[Purpose.MOOD]
    )
    usage.use_a_day(
        state, population, history.events, day=day, who=who, timeline=timeline,
        counts_rng=streams[Purpose.USAGE_COUNTS], rows_rng=streams[Purpose.USAGE_ROWS],
    )  # fmt: skip
    free = state.notice_day[who] == NEVER
    campaign.enrol(
        state, population, history.enrolments, who=who[free], day=day, timeline=timeline,
        rng=streams[Purpose.CAMPAIGN],
    )  # fmt: skip
    turns = life.live_a_day(
        state, population, day=day, who=who[free], renews=renews[free], hazards=hazards,
        rng=streams[Purpose.LIFE],
    )  # fmt: skip
    support.open_tickets(
        state, population, history.tickets, who=who, day=day,
        triggers=turns.began[turns.cause == SUPPORT], rng=streams[Purpose.TICKETS],
    )  # fmt: skip
    _log_notices(state, history, who=turns.gave_notice, day=day, rng=streams[Purpose.LIFE])
    _bill(
        state, history, day=day, renewing=who[renews], timeline=timeline,
        price_rises=turns.began[turns.cause == PRICE], rng=streams[Purpose.BILLING],
    )  # fmt: skip


def _log_notices(
    state: State, history: History, *, who: IntArray, day: int, rng: np.random.Generator
) -> None:
    second = 28_800 + (rng.random(len(who)) * 32_000).astype(np.int64)
    history.notices.add(
        len(who), customer=who, spell=state.spell[who], notice=day, second=second,
        ends=state.end_day[who], cause=state.cause[who], episode=state.episode_day[who],
    )  # fmt: skip


def _bill(
    state: State, history: History, *, day: int, renewing: IntArray, timeline: Timeline,
    price_rises: IntArray, rng: np.random.Generator,
) -> None:  # fmt: skip
    """Start services, change plans and prices, write the terms and issue the invoices."""
    population = history.population
    starting = np.flatnonzero(~state.is_active & (state.starts_on_day == day))
    begin_service(state, starting, day=day, timeline=timeline)
    renew(state, starting, day=day, timeline=timeline, is_annual=population.is_annual)
    billing.raise_prices(state, who=price_rises, rng=rng)
    changing = np.union1d(billing.change_plans(state, who=renewing, rng=rng), price_rises)
    terms = np.union1d(changing, renewing[population.is_annual[renewing]])
    second = population.signup_second[starting]
    billing.add_terms(
        state, population, history.terms, who=terms, day=day, second=np.zeros_like(terms)
    )
    billing.add_terms(state, population, history.terms, who=starting, day=day, second=second)
    payers = np.concatenate([renewing, starting])
    seconds = np.concatenate([np.full(len(renewing), 21_600), second + 30])
    billing.add_invoices(
        state, population, history.invoices, who=payers, day=day, second=seconds, rng=rng
    )
