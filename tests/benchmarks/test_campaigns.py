"""What the page of simulated campaigns claims holds on a small company made here."""

import numpy as np
import pytest

from benchmarks.campaign_company import PLANS, Customers, roc_auc, scored, sharpened
from benchmarks.campaign_intervals import EFFECTS, measure_coverage, measure_peeks, run_campaign
from benchmarks.campaign_narrowing import CASES, measure_narrowing
from benchmarks.campaign_ranking import (
    RANKINGS,
    before_and_after,
    count_promotions,
    measure_rankings,
)
from benchmarks.campaign_verdicts import count_wrong_verdicts

DOGS = list(EFFECTS)[-1]


@pytest.fixture(scope="module")
def everybody():
    generator = np.random.default_rng(1)
    risk = generator.beta(0.6, 5.0, 8_000)
    return Customers(
        risk=risk,
        later_risk=np.where(generator.random(8_000) < risk, np.nan, risk.mean()),
        score=risk,
        plan=generator.integers(0, len(PLANS), 8_000),
        mrr=generator.lognormal(6.0, 1.0, 8_000),
    )


@pytest.mark.parametrize("scenario", EFFECTS)
def test_intervals_hold_the_truth_in_about_95_campaigns_of_100(everybody, scenario):
    for found in measure_coverage(everybody, scenario=scenario, drawn=1_000, campaigns=200, seed=1):
        assert 0.9 <= found.held / found.campaigns <= 0.99
        assert abs(found.bias) < 0.006


def test_without_an_effect_weekly_looks_claim_one_in_at_most_5_of_100(everybody):
    for found in measure_peeks(everybody, drawn=1_500, campaigns=100, seed=1):
        assert found.by_always_valid <= 5 < found.by_plain


def test_without_an_effect_no_verdict_of_any_segment_says_that_there_is_one(everybody):
    assert count_wrong_verdicts(everybody, campaigns=2, seed=1).wrong == 0


def test_a_score_of_the_true_risk_narrows_as_far_as_any_score_can(everybody):
    found = measure_narrowing(everybody, campaigns=20, seed=1)
    assert len(found) == len(CASES)
    of_everybody = [one for one in found if one.drawn_from == "everybody" and one.noise == 0.0]
    for one in of_everybody:
        assert one.width_ratio == pytest.approx(one.limit, abs=0.02)
        assert abs(one.bias) < 4.0 * one.bias_error


def test_expected_money_saved_beats_risk_where_some_contacts_harm(everybody):
    found = measure_rankings(everybody, scenario=DOGS, drawn=3_000, runs=12, seed=1)
    assert found.lead("expected money saved")[1] > 0.0
    assert all(
        found.saved[name].mean() <= found.saved["true money saved"].mean() for name in RANKINGS
    )


def test_uplift_is_promoted_where_some_contacts_harm_and_seldom_elsewhere(everybody):
    none, dogs = (
        count_promotions(everybody, scenario=scenario, drawn=6_000, runs=12, seed=2)
        for scenario in ("none", DOGS)
    )
    assert none.get("promoted", 0) <= 1
    assert dogs["promoted"] >= 5


def test_the_worst_fall_back_to_the_mean_when_nobody_is_called(everybody):
    falls = before_and_after(everybody, companies=20, customers=1_000, seed=1)
    assert falls.min() > 0.4


def test_a_noisy_score_ranks_worse_and_stays_calibrated(everybody):
    noisy = scored(everybody, noise=1.0)
    assert roc_auc(noisy) < roc_auc(everybody)
    assert noisy.score.mean() == pytest.approx(everybody.risk.mean(), rel=0.01)


def test_risks_further_apart_keep_their_mean(everybody):
    apart = sharpened(everybody, factor=1.5)
    assert apart.risk.mean() == pytest.approx(everybody.risk.mean())
    assert apart.risk.std() > everybody.risk.std()


def test_a_campaign_keeps_exactly_whom_its_effect_keeps(everybody):
    generator = np.random.default_rng(2)
    campaign = run_campaign(everybody, effects=(0.2,) * 4, drawn=900, generator=generator)
    assert campaign.saved == pytest.approx(0.2 * campaign.customers.risk.mean())
