"""By how much a score narrows the interval of an effect, and what no score can do.

The variance that a score takes away is the variance of the risk it knows, over that of the
outcome: whether a customer with a risk of 30% leaves is still a throw. So even the true risk
leaves an interval of `sqrt(1 - var(risk) / (mean(risk) x (1 - mean(risk))))` of the width.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from benchmarks.campaign_company import Customers, roc_auc, scored, sharpened
from benchmarks.campaign_intervals import EFFECTS, METHODS, run_campaign

DRAWN: Final = 6_000
EFFECT: Final = "20% fewer leave"
# What is drawn, how far apart the log-odds of the risks lie, and the noise of the score.
CASES: Final = (
    ("at risk, by tier", 1.0, 0.5),
    ("at risk, by tier", 1.0, 0.0),
    ("everybody", 1.0, 1.2),
    ("everybody", 1.0, 0.5),
    ("everybody", 1.0, 0.0),
    ("everybody", 1.3, 0.0),
    ("everybody", 1.6, 0.0),
)


@dataclass(frozen=True)
class Narrowed:
    """Widths with adjustment over those without, and the error that adjustment adds."""

    drawn_from: str
    factor: float
    noise: float
    roc_auc: float
    limit: float
    width_ratio: float
    money_width_ratio: float
    bias: float
    bias_error: float


def measure_narrowing(pool: Customers, *, campaigns: int, seed: int) -> list[Narrowed]:
    """Run campaigns of each case and compare the intervals, campaign by campaign."""
    return [
        _measured(pool, case=case, campaigns=campaigns, generator=np.random.default_rng([seed, at]))
        for at, case in enumerate(CASES)
    ]


def _measured(
    pool: Customers,
    *,
    case: tuple[str, float, float],
    campaigns: int,
    generator: np.random.Generator,
) -> Narrowed:
    drawn_from, factor, noise = case
    company = scored(sharpened(pool, factor=factor) if factor > 1.0 else pool, noise=noise)
    widths, errors = [], []
    for _ in range(campaigns):
        campaign = run_campaign(
            company,
            effects=EFFECTS[EFFECT],
            drawn=DRAWN,
            generator=generator,
            in_tiers=drawn_from != "everybody",
        )
        rates = [campaign.compare(method) for method in METHODS]
        money = [campaign.compare(method, in_money=True) for method in METHODS]
        widths.append([rates[1].error / rates[0].error, money[1].error / money[0].error])
        errors.append(rates[1].difference - campaign.saved)
    ratios = np.mean(widths, axis=0)
    mean = company.risk.mean()
    return Narrowed(
        drawn_from=drawn_from,
        factor=factor,
        noise=noise,
        roc_auc=roc_auc(company),
        limit=float(np.sqrt(1.0 - company.risk.var() / (mean * (1.0 - mean)))),
        width_ratio=float(ratios[0]),
        money_width_ratio=float(ratios[1]),
        bias=float(np.mean(errors)),
        bias_error=float(np.std(errors, ddof=1) / np.sqrt(campaigns)),
    )
