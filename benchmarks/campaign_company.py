"""Companies for simulated campaigns: customers with the simulator's own hidden true risks.

StreamFlow is simulated once, large. Its customers, each with the true probability to leave within
30 days, the plan and the monthly revenue, are the pool that every company is drawn from. The score
knows the true log-odds only through noise, set so that it ranks as well as is asked for; it is
calibrated, as the project's own scores are.
"""

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import duckdb
import numpy as np
import numpy.typing as npt

from ml.numerics import Floats, logit, sigmoid
from simulator import simulate

Bools = npt.NDArray[np.bool_]
Integers = npt.NDArray[np.int64]

POOL_CUSTOMERS: Final = 20_000
# Months in which nobody is contacted any more, and customers are measured again two months later.
POOL: Final = """
    with priced as (
        select customer_id, plan_name, mrr_usd, started_at,
            lead(started_at) over (partition by customer_id order by started_at) as next_at
        from read_parquet($subscriptions)
        qualify row_number() over (partition by subscription_id order by recorded_at) = 1
    )
    select
        truth.churn_probability_30d as risk, priced.plan_name,
        cast(priced.mrr_usd as double) as mrr_usd,
        coalesce(later.churn_probability_30d, 'nan'::double) as later_risk
    from read_parquet($truth) as truth
    inner join priced
        on truth.customer_id = priced.customer_id
        and priced.started_at < truth.as_of_date
        and coalesce(priced.next_at >= truth.as_of_date, true)
    left join read_parquet($truth) as later
        on truth.customer_id = later.customer_id and truth.as_of_date + 56 = later.as_of_date
    where truth.as_of_date in ('2026-02-02', '2026-03-02', '2026-03-30')
    order by truth.as_of_date, truth.customer_id, priced.started_at
"""
PLANS: Final = ("business", "enterprise", "starter", "team")
# The tiers of seeds/risk_tiers.csv that are drawn, by the share of customers that rank below.
HIGH_FROM, MEDIUM_FROM = 0.9, 0.7
_SMALLEST_RISK: Final = 0.002
_CALIBRATION_BINS: Final = 100
_HALVINGS: Final = 60


@dataclass(frozen=True)
class Customers:
    """One entry each: the true risk now and two months later, the score, plan and revenue."""

    risk: Floats
    later_risk: Floats
    score: Floats
    plan: Integers
    mrr: Floats

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.risk)

    def take(self, rows: Integers | Bools) -> "Customers":
        """Return some of them, or some of them several times."""
        return Customers(**{name: values[rows] for name, values in vars(self).items()})

    def drawn(self, count: int, *, generator: np.random.Generator) -> "Customers":
        """Return a company of so many customers."""
        return self.take(generator.integers(0, len(self), count))

    def in_tiers(self) -> tuple["Customers", Bools]:
        """Return who is in a tier that is drawn, and which of them are in the tier high."""
        high, medium = np.quantile(self.score, [HIGH_FROM, MEDIUM_FROM])
        kept = self.take(self.score >= medium)
        return kept, kept.score >= high


def pool(*, customers: int, seed: int = 7) -> Customers:
    """Simulate StreamFlow and return its customers, scored without error."""
    with tempfile.TemporaryDirectory() as folder:
        raw = Path(folder) / "raw"
        simulate(raw, customers=customers, seed=seed)
        files = {
            "truth": str(raw / "truth/truth_churn_probability.parquet"),
            "subscriptions": str(raw / "subscriptions.parquet"),
        }
        found = duckdb.execute(POOL, files).df()
    found = found[found["plan_name"].isin(PLANS) & (found["mrr_usd"] > 0.0)]
    risk = found["risk"].to_numpy(dtype=np.float64)
    return Customers(
        risk=risk,
        later_risk=found["later_risk"].to_numpy(dtype=np.float64),
        score=risk,
        plan=np.searchsorted(PLANS, found["plan_name"].to_numpy(dtype=str)),
        mrr=found["mrr_usd"].to_numpy(dtype=np.float64),
    )


def scored(customers: Customers, *, noise: float, seed: int = 1) -> Customers:
    """Return them with a calibrated score that sees the log-odds through so much noise."""
    if noise == 0.0:
        return customers
    generator = np.random.default_rng(seed)
    margin = logit(np.maximum(customers.risk, _SMALLEST_RISK))
    order = np.argsort(margin + noise * generator.normal(size=len(margin)), kind="stable")
    score = np.empty(len(margin))
    for rows in np.array_split(order, _CALIBRATION_BINS):
        score[rows] = customers.risk[rows].mean()
    # Within a bin the noisy log-odds still rank, by less than a bin is wide.
    score = sigmoid(logit(score) + 1e-6 * np.argsort(order, kind="stable") / len(order))
    return Customers(**(vars(customers) | {"score": score}))


def sharpened(customers: Customers, *, factor: float) -> Customers:
    """Return a company whose log-odds lie further apart, and in which as many leave."""
    margin = factor * logit(np.maximum(customers.risk, _SMALLEST_RISK))
    low, high = -20.0, 20.0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2.0
        is_below = sigmoid(margin + middle).mean() < customers.risk.mean()
        low, high = (middle, high) if is_below else (low, middle)
    risk = sigmoid(margin + low)
    return Customers(**(vars(customers) | {"risk": risk, "score": risk}))


def roc_auc(customers: Customers) -> float:
    """Return the chance that a customer who leaves ranks above one who stays."""
    order = np.argsort(customers.score, kind="stable")
    leaves, stays = customers.risk[order], 1.0 - customers.risk[order]
    below = stays.cumsum() - stays / 2.0
    return float((leaves * below).sum() / (leaves.sum() * stays.sum()))
