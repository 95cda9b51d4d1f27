"""How often intervals and verdicts of simulated campaigns are right, where the effect is known."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np

from benchmarks.campaign_company import MEDIUM_FROM, Bools, Customers, Integers
from ml.always_valid import errors_away
from ml.contrast import Contrast, comparable, contrast
from ml.numerics import Floats
from ml.params import (
    ALWAYS_VALID_TIGHT_AT,
    CONFIDENCE,
    MINIMUM_ARM_CUSTOMERS,
    MINIMUM_CHURNED,
)

# The share of those who would leave that contact keeps, by plan in the order of PLANS.
EFFECTS: Final[Mapping[str, tuple[float, ...]]] = MappingProxyType(
    {
        "none": (0.0, 0.0, 0.0, 0.0),
        "10% fewer leave": (0.1, 0.1, 0.1, 0.1),
        "20% fewer leave": (0.2, 0.2, 0.2, 0.2),
        "by segment: 35% business, team; 0 others": (0.35, 0.0, 0.0, 0.35),
        "sleeping dogs: 40% more starters leave, 35% fewer business, team": (0.35, 0.0, -0.4, 0.35),
    }
)
# The shares of control of the tiers high and medium, as in seeds/retention_arms.csv.
CONTROL_SHARES: Final = (0.2, 0.3)
METHODS: Final = ("unadjusted", "adjusted")
_NORMAL_95: Final = 1.959964
WEEKS: Final = 52


@dataclass(frozen=True)
class Campaign:
    """A drawn campaign and what came of it; `saved` is the true effect on its customers."""

    customers: Customers
    is_high: Bools
    is_treated: Bools
    churned: Floats
    saved: float
    saved_mrr: float

    def compare(
        self, method: str, *, rows: slice = slice(None), in_money: bool = False
    ) -> Contrast:
        """Compare the arms among the first customers, in rates or in revenue."""
        amount = self.customers.mrr[rows] if in_money else np.ones(len(self.churned[rows]))
        score = self.customers.score[rows] * amount
        return contrast(
            self.churned[rows],
            amount=amount,
            strata=self.is_high[rows].astype(np.int64),
            is_treated=self.is_treated[rows],
            covariate=score if method == "adjusted" else np.zeros(len(score)),
        )


def run_campaign(
    pool: Customers,
    *,
    effects: tuple[float, ...],
    drawn: int,
    generator: np.random.Generator,
    in_tiers: bool = True,
) -> Campaign:
    """Draw arms among about so many customers, and let some of them leave.

    They are the customers at risk, by tier, or everybody alike, as for a global control group.
    """
    if in_tiers:
        company = pool.drawn(round(drawn / (1.0 - MEDIUM_FROM)), generator=generator)
        customers, is_high = company.in_tiers()
    else:
        customers = pool.drawn(drawn, generator=generator)
        is_high = np.zeros(drawn, dtype=bool)
    kept = np.array(effects)[customers.plan]
    share = np.where(is_high, *CONTROL_SHARES)
    is_treated = generator.random(len(customers)) >= share
    treated_risk = np.clip(customers.risk * (1.0 - kept), 0.0, 1.0)
    risk = np.where(is_treated, treated_risk, customers.risk)
    spared = customers.risk - treated_risk
    return Campaign(
        customers=customers,
        is_high=is_high,
        is_treated=is_treated,
        churned=(generator.random(len(customers)) < risk).astype(np.float64),
        saved=float(spared.mean()),
        saved_mrr=float((spared * customers.mrr).mean()),
    )


@dataclass(frozen=True)
class Covered:
    """How intervals of one method did over all campaigns of one scenario and size."""

    scenario: str
    drawn: int
    method: str
    campaigns: int
    held: int
    held_money: int
    bias: float
    width: float
    money_width: float
    excluded_zero: int
    shown: int


def measure_coverage(
    pool: Customers, *, scenario: str, drawn: int, campaigns: int, seed: int
) -> list[Covered]:
    """Run campaigns of one scenario and count what the intervals hold and claim."""
    figures: dict[str, list[tuple[float, ...]]] = {method: [] for method in METHODS}
    generator = np.random.default_rng([seed, drawn, list(EFFECTS).index(scenario)])
    for _ in range(campaigns):
        campaign = run_campaign(pool, effects=EFFECTS[scenario], drawn=drawn, generator=generator)
        for method in METHODS:
            figures[method].append(_figures(campaign, method=method))
    return [
        _covered(np.array(figures[method]), scenario=scenario, drawn=drawn, method=method)
        for method in METHODS
    ]


def _figures(campaign: Campaign, *, method: str) -> tuple[float, ...]:
    """Return held, held in money, error, widths, and whether each interval excludes 0."""
    rate, money = campaign.compare(method), campaign.compare(method, in_money=True)
    reach, money_reach = (_reach(found) for found in (rate, money))
    away = always_valid(np.array([float(len(campaign.churned))]))[0] * rate.error
    return (
        abs(rate.difference - campaign.saved) <= reach,
        abs(money.difference - campaign.saved_mrr) <= money_reach,
        rate.difference - campaign.saved,
        2.0 * reach,
        2.0 * money_reach,
        abs(rate.difference) > reach,
        abs(rate.difference) > away,
    )


def _reach(found: Contrast) -> float:
    from scipy.special import stdtrit

    return float(stdtrit(found.degrees, 0.5 + CONFIDENCE / 2.0)) * found.error


def always_valid(customers: Floats) -> Floats:
    """Return the reach of the always-valid interval as verdicts use it."""
    return errors_away(customers, significance=1.0 - CONFIDENCE, tight_at=ALWAYS_VALID_TIGHT_AT)


def _covered(figures: Floats, *, scenario: str, drawn: int, method: str) -> Covered:
    counts, means = figures.sum(axis=0), figures.mean(axis=0)
    return Covered(
        scenario=scenario,
        drawn=drawn,
        method=method,
        campaigns=len(figures),
        held=int(counts[0]),
        held_money=int(counts[1]),
        bias=float(means[2]),
        width=float(means[3]),
        money_width=float(means[4]),
        excluded_zero=int(counts[5]),
        shown=int(counts[6]),
    )


@dataclass(frozen=True)
class Peeked:
    """How many campaigns without an effect claimed one at some weekly look."""

    method: str
    campaigns: int
    by_plain: int
    by_always_valid: int
    at_last_look: int


def measure_peeks(pool: Customers, *, drawn: int, campaigns: int, seed: int) -> list[Peeked]:
    """Look at campaigns without an effect every week while their customers mature."""
    generator = np.random.default_rng([seed, drawn])
    claims: dict[str, list[tuple[bool, bool, bool]]] = {method: [] for method in METHODS}
    for _ in range(campaigns):
        campaign = run_campaign(pool, effects=EFFECTS["none"], drawn=drawn, generator=generator)
        for method in METHODS:
            claims[method].append(_claims(campaign, method=method))
    return [
        Peeked(method, campaigns, *(int(count) for count in np.array(claims[method]).sum(axis=0)))
        for method in METHODS
    ]


def _claims(campaign: Campaign, *, method: str) -> tuple[bool, bool, bool]:
    """Return whether the plain and the always-valid interval ever claim, and the plain at last."""
    looks = list(_looks(campaign, method=method))
    distances = np.array([abs(found.difference) / found.error for _, found in looks])
    reach = always_valid(np.array([float(count) for count, _ in looks]))
    return (
        bool((distances > _NORMAL_95).any()),
        bool((distances > reach).any()),
        bool(distances[-1] > _NORMAL_95),
    )


def _looks(campaign: Campaign, *, method: str) -> Iterator[tuple[int, Contrast]]:
    """Yield what each week's look finds, once there is enough to say anything."""
    ends: Integers = np.linspace(0, len(campaign.churned), WEEKS + 1)[1:].astype(np.int64)
    for end in ends:
        seen = slice(0, int(end))
        is_treated = campaign.is_treated[seen]
        smaller = min(is_treated.sum(), (~is_treated).sum())
        is_comparable = comparable(campaign.is_high[seen].astype(np.int64), is_treated).all()
        few = smaller < MINIMUM_ARM_CUSTOMERS or campaign.churned[seen].sum() < MINIMUM_CHURNED
        if is_comparable and not few:
            yield int(end), campaign.compare(method, rows=seen)
