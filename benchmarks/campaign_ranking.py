"""Who is contacted, and what it saves in true dollars: after a pilot whose effect was measured."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from benchmarks.campaign_company import PLANS, Customers
from benchmarks.campaign_intervals import CONTROL_SHARES, EFFECTS, Campaign, run_campaign
from ml.effect import measure_effects
from ml.numerics import Floats, logit
from ml.uplift import judge_uplift

COMPANY, CAPACITY_SHARE = 10_000, 0.10
RANKINGS: Final = ("risk", "money at stake", "expected money saved", "true money saved")
FEATURES: Final = ("margin", "log_mrr", *(f"is_{plan}" for plan in PLANS))


def units_of(campaign: Campaign) -> pd.DataFrame:
    """Return the campaign as the project's own tables hold it."""
    customers = campaign.customers
    plans = {f"is_{plan}": customers.plan == code for code, plan in enumerate(PLANS)}
    return pd.DataFrame(
        {
            "policy": "policy:1",
            "customer_id": [f"C{place:06d}" for place in range(len(customers))],
            "stratum": np.where(campaign.is_high, "high", "medium"),
            "arm": np.where(campaign.is_treated, "treatment", "control"),
            "control_share": np.where(campaign.is_high, *CONTROL_SHARES),
            "covariate": customers.score,
            "mrr_usd": customers.mrr,
            "is_contacted": campaign.is_treated,
            "is_matured": True,
            "is_churned": campaign.churned > 0.0,
            "plan_name": np.array(PLANS)[customers.plan],
            **dict.fromkeys(("company_size", "region", "industry", "tenure_band"), "all alike"),
            "margin": logit(np.clip(customers.score, 0.001, 0.999)),
            "log_mrr": np.log(customers.mrr),
            **plans,
        }
    )


@dataclass(frozen=True)
class Ranked:
    """What the same number of contacts saves a month by each ranking, one value per run."""

    scenario: str
    drawn: int
    saved: dict[str, Floats]

    def lead(self, ranking: str, *, over: str = "risk") -> tuple[float, float, float]:
        """Return the mean lead over another ranking with its 95% interval, run by run."""
        leads = self.saved[ranking] - self.saved[over]
        reach = 1.96 * leads.std(ddof=1) / np.sqrt(len(leads))
        return float(leads.mean()), float(leads.mean() - reach), float(leads.mean() + reach)


def measure_rankings(pool: Customers, *, scenario: str, drawn: int, runs: int, seed: int) -> Ranked:
    """Measure a pilot, order the next company's customers each way, and count the true dollars."""
    generator = np.random.default_rng([seed, drawn, list(EFFECTS).index(scenario)])
    kept = np.array(EFFECTS[scenario])
    saved: dict[str, list[float]] = {ranking: [] for ranking in RANKINGS}
    for _ in range(runs):
        pilot = run_campaign(pool, effects=EFFECTS[scenario], drawn=drawn, generator=generator)
        expected = expected_by_plan(measure_effects(units_of(pilot)))
        company = pool.drawn(COMPANY, generator=generator)
        true_value = company.risk * kept[company.plan] * company.mrr
        values = {
            "risk": company.score,
            "money at stake": company.score * company.mrr,
            "expected money saved": company.score * company.mrr * expected[company.plan],
            "true money saved": true_value,
        }
        for ranking, value in values.items():
            first = np.argsort(-value, kind="stable")[: round(CAPACITY_SHARE * COMPANY)]
            saved[ranking].append(float(true_value[first][value[first] > 0.0].sum()))
    return Ranked(scenario, drawn, {name: np.array(values) for name, values in saved.items()})


def expected_by_plan(effects: pd.DataFrame) -> Floats:
    """Return the expected relative effect of each plan, or of all where nothing is measured."""
    adjusted = effects[effects["method"] == "adjusted"].set_index(["segment_name", "segment_value"])
    whole = adjusted.loc[("all", "all"), "expected_relative_effect"]
    told = [("plan_name", plan) for plan in PLANS]
    found = adjusted["expected_relative_effect"].reindex(told).to_numpy(dtype=np.float64)
    is_apart = bool(adjusted["tells_apart"].reindex(told).fillna(False).any())
    # An effect for all alike orders as the money at stake does, whatever its size.
    return np.nan_to_num(found, nan=whole) if is_apart else np.ones(len(PLANS))


def count_promotions(
    pool: Customers, *, scenario: str, drawn: int, runs: int, seed: int
) -> dict[str, int]:
    """Return how often the uplift challenger ends in each verdict."""
    generator = np.random.default_rng([seed, drawn, 1, list(EFFECTS).index(scenario)])
    verdicts = [
        judge_uplift(
            units_of(
                run_campaign(pool, effects=EFFECTS[scenario], drawn=drawn, generator=generator)
            ),
            names=FEATURES,
        )["verdict"].iloc[0]
        for _ in range(runs)
    ]
    return {str(name): int(count) for name, count in pd.Series(verdicts).value_counts().items()}


def before_and_after(pool: Customers, *, companies: int, customers: int, seed: int) -> Floats:
    """Return by how much the risk of the riskiest falls in two months in which nobody is called.

    One value per company: the tenth with the highest score, their true risk then and two months
    later, of those who are still there. It is what a before/after comparison credits to contact.
    """
    generator = np.random.default_rng([seed, customers])
    falls = []
    for _ in range(companies):
        company = pool.drawn(customers, generator=generator)
        listed = company.take(company.score >= np.quantile(company.score, 0.9))
        stayed = listed.take(~np.isnan(listed.later_risk))
        falls.append(1.0 - stayed.later_risk.mean() / listed.risk.mean())
    return np.array(falls)
