"""Whether the published verdicts stay true when the table is looked at over and over."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from benchmarks.campaign_company import Customers
from benchmarks.campaign_intervals import EFFECTS, run_campaign
from benchmarks.campaign_ranking import units_of
from ml.effect import HARMS, SAVES, measure_effects

DRAWN: Final = 4_000
# Every four weeks of a year.
LOOKS: Final = 13


@dataclass(frozen=True)
class Verdicts:
    """How many campaigns without an effect were ever told to have one."""

    campaigns: int
    wrong: int


def count_wrong_verdicts(pool: Customers, *, campaigns: int, seed: int) -> Verdicts:
    """Let campaigns without an effect mature, and ask the published table at every look."""
    generator = np.random.default_rng([seed, DRAWN])
    wrong = 0
    for _ in range(campaigns):
        campaign = run_campaign(pool, effects=EFFECTS["none"], drawn=DRAWN, generator=generator)
        units = units_of(campaign)
        ends = np.linspace(0, len(units), LOOKS + 1)[1:].astype(np.int64)
        wrong += any(
            measure_effects(units.head(int(end)))["verdict"].isin([SAVES, HARMS]).any()
            for end in ends
        )
    return Verdicts(campaigns=campaigns, wrong=wrong)
