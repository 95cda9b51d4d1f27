"""The daily hazards that decide who falls into an episode, leaves or recovers.

`life` draws from them and `truth` integrates them, so that the truth is exact.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulator.arrays import BoolArray, FloatArray, IntArray
from simulator.parameters import (
    ANNUAL_BASE_FACTOR,
    ANNUAL_PRICE_DAILY_RATE,
    ANNUAL_WINDOW_DAYS,
    BASE_NOTICE_RATE,
    DAILY_START_RATE,
    DECISION_FROM,
    DECISION_PEAK,
    DECISION_RAMP_DAYS,
    HIGHEST_DAILY_HAZARD,
    LONGEST_EPISODE,
    MONTHLY_CYCLE,
    PRICE,
    RECOVERY_FROM,
    RECOVERY_RATE,
    RENEWAL_START_RATE,
    YOUNG_DAYS,
    YOUNG_START_FACTOR,
)

TABLE_DAYS = 400


@dataclass(frozen=True)
class Hazards:
    """Tables of daily hazards.

    `decision` and `recovery` are by cause and elapsed days; `cycle` weighs the hazard of notice
    by billing period (monthly, annual) and the days left of the term.
    """

    decision: FloatArray
    recovery: FloatArray
    cycle: FloatArray

    def of_notice(
        self, hazard: FloatArray, *, scale: FloatArray, days_left: IntArray, is_annual: BoolArray
    ) -> FloatArray:
        """Return today's chance of notice from an unscaled hazard and the days left."""
        weight = self.cycle.ravel()[days_left + TABLE_DAYS * is_annual]
        return np.minimum(hazard * scale * weight, HIGHEST_DAILY_HAZARD)


def build_hazards() -> Hazards:
    """Build the tables once per run."""
    days = np.arange(TABLE_DAYS)
    grown = (days - DECISION_FROM) / np.array(DECISION_RAMP_DAYS)[:, None]
    recovering = np.array(RECOVERY_RATE)[:, None] * (days >= RECOVERY_FROM)
    floor, height, width = MONTHLY_CYCLE
    monthly = floor + height * np.exp(-((days / width) ** 2))
    annual = np.where(days <= ANNUAL_WINDOW_DAYS, 1.0, 0.0)
    return Hazards(
        decision=np.array(DECISION_PEAK)[:, None] * np.clip(grown, 0.0, 1.0),
        recovery=np.where(days >= LONGEST_EPISODE, 1.0, recovering),
        cycle=np.stack([monthly, annual]),
    )


def base_hazard(is_annual: BoolArray) -> FloatArray:
    """Return the unscaled daily hazard of notice out of the blue."""
    return BASE_NOTICE_RATE * np.where(is_annual, ANNUAL_BASE_FACTOR, 1.0)


def start_rates(
    frailty: FloatArray, *, is_annual: BoolArray, age: IntArray, renews: BoolArray
) -> FloatArray:
    """Return the chance that an episode of each cause starts today, shape (5, customers).

    Failed payments and price rises come with a monthly renewal; annual customers meet price
    rises at any time, as true-ups. `age` is the days since service began.
    """
    scale = frailty * np.where(age < YOUNG_DAYS, YOUNG_START_FACTOR, 1.0)
    at_renewal = renews & ~is_annual
    rates = np.array(DAILY_START_RATE)[:, None] + np.array(RENEWAL_START_RATE)[:, None] * at_renewal
    rates[PRICE] += ANNUAL_PRICE_DAILY_RATE * is_annual
    return np.asarray(rates * scale, dtype=np.float64)
