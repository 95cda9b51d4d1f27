"""`python -m benchmarks.campaigns`: campaigns with a known effect; docs/benchmarks-campaigns.md.

Do intervals hold the truth, do weekly looks mislead, what does the score add, what does each order
of the list save in true dollars, and what would a comparison of before and after have said?
"""

import argparse
import sys
from pathlib import Path
from typing import Any, Final

import numpy as np
from threadpoolctl import threadpool_limits

from benchmarks.campaign_company import POOL_CUSTOMERS, Customers, pool, roc_auc, scored
from benchmarks.campaign_intervals import (
    CONTROL_SHARES,
    EFFECTS,
    WEEKS,
    measure_coverage,
    measure_peeks,
)
from benchmarks.campaign_narrowing import measure_narrowing
from benchmarks.campaign_ranking import (
    COMPANY,
    RANKINGS,
    before_and_after,
    count_promotions,
    measure_rankings,
)
from benchmarks.campaign_verdicts import LOOKS, count_wrong_verdicts
from benchmarks.report import fill_page
from ml.params import SEED

REPORT: Final = Path(__file__).parents[1] / "docs/benchmarks-campaigns.md"
SIZES: Final = (600, 2_000, 6_000)
CAMPAIGNS: Final = 1_000
# What costs more per campaign is run less often.
RANKING_RUNS, UPLIFT_RUNS, VERDICT_CAMPAIGNS = 100, 200, 100
NOISE: Final = 0.5


def measure(everybody: Customers, *, campaigns: int, seed: int) -> dict[str, Any]:
    """Return everything that the page shows."""
    customers = scored(everybody, noise=NOISE)
    runs, uplift_runs = min(campaigns, RANKING_RUNS), min(campaigns, UPLIFT_RUNS)
    _say("intervals")
    coverage = [
        one
        for scenario in EFFECTS
        for drawn in SIZES
        for one in measure_coverage(
            customers, scenario=scenario, drawn=drawn, campaigns=campaigns, seed=seed
        )
    ]
    _say("weekly looks")
    peeks = [
        (drawn, one)
        for drawn in SIZES[1:]
        for one in measure_peeks(customers, drawn=drawn, campaigns=campaigns, seed=seed)
    ]
    _say("verdicts, and what the score adds")
    verdicts = count_wrong_verdicts(
        customers, campaigns=min(campaigns, VERDICT_CAMPAIGNS), seed=seed
    )
    narrowing = measure_narrowing(everybody, campaigns=campaigns, seed=seed)
    _say("orders of the list")
    rankings = [
        measure_rankings(customers, scenario=scenario, drawn=drawn, runs=runs, seed=seed)
        for scenario in list(EFFECTS)[2:]
        for drawn in SIZES
    ]
    _say("uplift")
    promotions = [
        (
            scenario,
            drawn,
            count_promotions(
                customers, scenario=scenario, drawn=drawn, runs=uplift_runs, seed=seed
            ),
        )
        for scenario in EFFECTS
        for drawn in SIZES[2:]
    ]
    before = before_and_after(customers, companies=campaigns, customers=2_000, seed=seed)
    return {
        "coverage": coverage,
        "peeks": peeks,
        "verdicts": verdicts,
        "narrowing": narrowing,
        "limit": narrowing[-3].limit,
        "rankings": rankings,
        "promotions": promotions,
        "before": before,
        "before_range": tuple(100.0 * np.quantile(before, [0.025, 0.975])),
        "runs": runs,
        "auc": roc_auc(customers),
        "true_auc": roc_auc(everybody),
    }


def _say(what: str) -> None:
    print(what, file=sys.stderr)


def main() -> None:
    """Measure and write the page."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.campaigns", description=__doc__)
    parser.add_argument("--customers", type=int, default=POOL_CUSTOMERS)
    parser.add_argument("--campaigns", type=int, default=CAMPAIGNS)
    parser.add_argument("--report", type=Path, default=REPORT)
    arguments = parser.parse_args()
    everybody = pool(customers=arguments.customers)
    with threadpool_limits(limits=1, user_api="blas"):
        found = measure(everybody, campaigns=arguments.campaigns, seed=SEED)
    page = fill_page(
        "campaigns.md.j2",
        **found,
        command=" ".join(["python -m benchmarks.campaigns", *sys.argv[1:]]),
        customers=arguments.customers,
        pool_size=len(everybody),
        company=COMPANY,
        names=RANKINGS,
        weeks=WEEKS,
        shares=CONTROL_SHARES,
        verdict_looks=LOOKS,
    )
    arguments.report.write_text(page, "utf-8")
    print(f"Written to {arguments.report}.")


if __name__ == "__main__":
    main()
