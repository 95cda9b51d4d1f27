"""Who signs up, and when: traits that stay the same for a customer's whole life."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulator.arrays import BoolArray, FloatArray, IntArray
from simulator.parameters import (
    BASELINE_SD,
    EVENTS_PER_DAY,
    INDUSTRIES,
    INDUSTRY_FRAILTY,
    INDUSTRY_SHARES,
    MONTHLY_GROWTH,
    PLAN_ANNUAL_SHARES,
    PLAN_CUTS,
    PLAN_FRAILTY,
    PLAN_MAX_SEATS,
    REGION_SHARES,
    UNSEEN_FRAILTY_SD,
)
from simulator.randomness import Purpose, stream


@dataclass(frozen=True)
class Chunk:
    """A run of customers that is simulated at once: number, first customer index, size."""

    number: int
    first: int
    size: int


@dataclass(frozen=True)
class Population:
    """The traits of a chunk's customers, one array element per customer.

    `signup_day` is a day number, `signup_second` the second within it; `pattern` is 1 where
    weekends are busy; `events_per_day` is the healthy level; `frailty` scales all hazards.
    """

    chunk: Chunk
    signup_day: IntArray
    signup_second: IntArray
    industry: IntArray
    region: IntArray
    pattern: IntArray
    employees: IntArray
    plan: IntArray
    seats: IntArray
    adoption: FloatArray
    is_annual: BoolArray
    events_per_day: FloatArray
    frailty: FloatArray


def signups_before(day: float, *, customers: int, reference_days: int) -> float:
    """Return the expected sign-ups before a day: exponential growth, `customers` at reference."""
    rate = np.log1p(MONTHLY_GROWTH) * 12 / 365.25
    return float(customers * np.expm1(rate * day) / np.expm1(rate * reference_days))


def draw_population(chunk: Chunk, *, seed: int, customers: int, reference_days: int) -> Population:
    """Draw the traits of a chunk; they do not depend on the horizon."""
    days = _signup_days(chunk, seed=seed, customers=customers, reference_days=reference_days)
    rng = stream(seed, chunk=chunk.number, purpose=Purpose.TRAITS)
    size = chunk.size
    industry = rng.choice(len(INDUSTRIES), size=size, p=INDUSTRY_SHARES)
    region = rng.choice(len(REGION_SHARES), size=size, p=REGION_SHARES)
    employees = np.clip(np.exp(rng.normal(4.3, 1.2, size)), 2, 20_000).astype(np.int64)
    plan = np.searchsorted(PLAN_CUTS, np.log(employees) + rng.normal(0, 0.5, size))
    wanted = 0.5 * employees**0.85 * np.exp(rng.normal(0, 0.3, size))
    seats = np.clip(wanted.astype(np.int64), 2, np.array(PLAN_MAX_SEATS)[plan])
    level = EVENTS_PER_DAY * (seats / 15.0) ** 0.15 * np.exp(rng.normal(0, BASELINE_SD, size))
    unseen = np.exp(rng.normal(0, UNSEEN_FRAILTY_SD, size))
    return Population(
        chunk=chunk,
        signup_day=days.astype(np.int64),
        signup_second=(days % 1.0 * 86_340).astype(np.int64),
        industry=industry,
        region=region,
        pattern=(industry == INDUSTRIES.index("retail")).astype(np.int64),
        employees=employees,
        plan=plan,
        seats=seats,
        adoption=rng.uniform(0.45, 0.95, size),
        is_annual=rng.random(size) < np.array(PLAN_ANNUAL_SHARES)[plan],
        events_per_day=level,
        frailty=np.array(PLAN_FRAILTY)[plan] * np.array(INDUSTRY_FRAILTY)[industry] * unseen,
    )


def _signup_days(chunk: Chunk, *, seed: int, customers: int, reference_days: int) -> FloatArray:
    """Return the fractional sign-up days: the growth curve inverted at index plus jitter."""
    rng = stream(seed, chunk=chunk.number, purpose=Purpose.SIGNUP)
    rank = chunk.first + np.arange(chunk.size) + rng.random(chunk.size)
    rate = np.log1p(MONTHLY_GROWTH) * 12 / 365.25
    scale = np.expm1(rate * reference_days) / customers
    return np.asarray(np.log1p(rank * scale) / rate, dtype=np.float64)
