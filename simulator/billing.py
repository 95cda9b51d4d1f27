"""Subscription rows (terms, plans, prices, seats) and invoices."""

from __future__ import annotations

import numpy as np

from simulator.arrays import IntArray
from simulator.log import Log
from simulator.parameters import (
    PAYMENT,
    PLAN_MAX_SEATS,
    PLAN_SEAT_PRICE_CENTS,
    PLANS,
    PRICE,
    PRICE_RISE,
    SEAT_CHANGE_SHARE,
    SEAT_CUT_SHARE_IN_PRICE_EPISODE,
    UPGRADE_SHARE,
)
from simulator.population import Population
from simulator.state import HEALTHY, State


def term_log() -> Log:
    """Return an empty log of subscription rows; days are day numbers."""
    return Log(
        customer=np.int32, spell=np.int8, start=np.int32, second=np.int32, plan=np.int8,
        is_annual=np.bool_, mrr_cents=np.int64, seats=np.int32, renews=np.int32,
    )  # fmt: skip


def notice_log() -> Log:
    """Return an empty log of notices: who, when, when the service ends, and the hidden cause."""
    return Log(
        customer=np.int32, spell=np.int8, notice=np.int32, second=np.int32, ends=np.int32,
        cause=np.int8, episode=np.int32,
    )  # fmt: skip


def invoice_log() -> Log:
    """Return an empty log of invoices with the draws that decide how they are paid."""
    return Log(
        customer=np.int32, spell=np.int8, issued=np.int32, second=np.int32, cents=np.int64,
        mood=np.int8, starts_failing=np.bool_, fail=np.float32, late=np.float32,
        speed=np.float32, retry=np.float32, again=np.float32, refund=np.float32,
    )  # fmt: skip


def add_terms(
    state: State, population: Population, log: Log, *, who: IntArray, day: int, second: IntArray
) -> None:
    """Write a subscription row for each of `who` from their current plan and price."""
    log.add(
        len(who), customer=who, spell=state.spell[who], start=day, second=second,
        plan=state.plan[who], is_annual=population.is_annual[who],
        mrr_cents=state.mrr_cents[who], seats=state.seats[who], renews=state.renewal[who],
    )  # fmt: skip


def change_plans(state: State, *, who: IntArray, rng: np.random.Generator) -> IntArray:
    """Upgrade plans and change seats of some of `who`, who renew today; return who changed."""
    upgrade_draw, seat_draw, size_draw = rng.random((3, len(who)))
    in_price = state.cause[who] == PRICE
    healthy = state.cause[who] == HEALTHY
    upgrades = healthy & (upgrade_draw < UPGRADE_SHARE) & (state.plan[who] < len(PLANS) - 1)
    grows = healthy & (seat_draw < SEAT_CHANGE_SHARE)
    cuts = in_price & (seat_draw < SEAT_CUT_SHARE_IN_PRICE_EPISODE)
    factor = np.where(cuts, 0.9 - 0.35 * size_draw, np.where(grows, 0.9 + 0.4 * size_draw, 1.0))
    plan = state.plan[who] + upgrades
    limit = np.array(PLAN_MAX_SEATS)[plan]
    seats = np.clip(np.rint(state.seats[who] * factor).astype(np.int64), 1, limit)
    price = state.mrr_cents[who] / state.seats[who]
    ratio = np.array(PLAN_SEAT_PRICE_CENTS)[plan] / np.array(PLAN_SEAT_PRICE_CENTS)[state.plan[who]]
    changed = upgrades | (seats != state.seats[who])
    mrr = np.rint(price * ratio * seats).astype(np.int64)
    state.mrr_cents[who] = np.where(changed, mrr, state.mrr_cents[who])
    state.plan[who], state.seats[who] = plan, seats
    return np.asarray(who[changed], dtype=np.int64)


def raise_prices(state: State, *, who: IntArray, rng: np.random.Generator) -> None:
    """Raise the price of `who`, whose price episode starts today."""
    low, high = PRICE_RISE
    rise = 1.0 + low + (high - low) * rng.random(len(who))
    state.mrr_cents[who] = np.rint(state.mrr_cents[who] * rise).astype(np.int64)


def add_invoices(
    state: State,
    population: Population,
    log: Log,
    *,
    who: IntArray,
    day: int,
    second: IntArray,
    rng: np.random.Generator,
) -> None:
    """Issue an invoice for the term of each of `who` that begins today."""
    draws = rng.random((6, len(who)))
    months = np.where(population.is_annual[who], 12, 1)
    log.add(
        len(who), customer=who, spell=state.spell[who], issued=day, second=second,
        cents=state.mrr_cents[who] * months, mood=state.cause[who],
        starts_failing=(state.cause[who] == PAYMENT) & (state.episode_day[who] == day),
        fail=draws[0], late=draws[1], speed=draws[2], retry=draws[3], again=draws[4],
        refund=draws[5],
    )  # fmt: skip
