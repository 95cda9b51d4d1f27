"""A plan promises what simulated programmes then show, and refuses where they would not."""

import numpy as np
import pandas as pd
import pytest
from scipy.special import ndtri

from ml.errors import FrameError
from ml.power import Plan, plan_campaigns
from ml.schema import CAMPAIGN_POWER

PLAN = Plan(churn_rate=0.3, control_share=0.5)
BASE = pd.DataFrame(
    {
        "stratum": ["high", "medium"],
        "stock_count": [200, 400],
        "monthly_count": [100.0, 120.0],
        "churn_rate": [0.4, 0.15],
        "variance_reduction": [0.15, 0.05],
    }
)


def test_four_of_five_programmes_show_the_smallest_effect():
    customers, generator = 2_000, np.random.default_rng(3)
    effect = PLAN.smallest_effect(customers=customers)
    lost = generator.binomial(1_000, 0.3, 4_000) / 1_000
    kept = generator.binomial(1_000, 0.3 * (1 - effect), 4_000) / 1_000
    error = np.sqrt((lost * (1 - lost) + kept * (1 - kept)) / 999)
    assert np.mean((lost - kept) / error > ndtri(0.975)) == pytest.approx(0.8, abs=0.02)


def test_so_many_customers_as_are_needed_show_the_effect():
    assert PLAN.smallest_effect(customers=PLAN.customers_needed(0.1)) == pytest.approx(0.1)


@pytest.mark.parametrize(
    "better",
    [{"variance_reduction": 0.3}, {"churn_rate": 0.5}],
    ids=["a score that foretells", "more who leave"],
)
def test_less_is_needed_with(better):
    plan = Plan(**{"churn_rate": 0.3, "control_share": 0.5} | better)
    assert plan.customers_needed(0.1) < PLAN.customers_needed(0.1)


@pytest.mark.parametrize(
    "worse", [{"is_weekly": True}, {"control_share": 0.1}], ids=["weekly looks", "few controls"]
)
def test_more_is_needed_with(worse):
    plan = Plan(**{"churn_rate": 0.3, "control_share": 0.5} | worse)
    assert plan.customers_needed(0.1) > PLAN.customers_needed(0.1)


def test_a_quarter_of_the_variance_foretold_saves_a_quarter_of_the_customers():
    plan = Plan(churn_rate=0.3, control_share=0.5, variance_reduction=0.25)
    assert plan.customers_needed(0.1) == pytest.approx(0.75 * PLAN.customers_needed(0.1))


def test_a_base_that_is_too_small_is_promised_nothing():
    found = plan_campaigns(BASE.assign(stock_count=3, monthly_count=1.0))
    assert set(found["verdict"]) == {"too_small"}
    assert found["smallest_effect"].isna().any()


def test_a_large_base_can_show_small_effects():
    found = plan_campaigns(BASE.assign(stock_count=1_000_000))
    assert set(found["verdict"]) == {"shows_10_percent"}


def test_a_verdict_is_that_of_the_smallest_effect():
    found = plan_campaigns(BASE.assign(stock_count=[2_000, 50_000]))
    small, usual = found["smallest_effect"] <= 0.1, found["smallest_effect"] <= 0.2
    expected = np.select([small, usual], ["shows_10_percent", "shows_20_percent"], "too_small")
    assert found["verdict"].tolist() == expected.tolist()
    assert found["verdict"].nunique() == 3


def test_a_base_in_which_nobody_leaves_has_no_plan():
    nobody = plan_campaigns(BASE.assign(churn_rate=0.0))
    pd.testing.assert_frame_equal(nobody, CAMPAIGN_POWER.empty())


def test_a_base_without_its_columns_is_refused():
    with pytest.raises(FrameError, match="lacks"):
        plan_campaigns(BASE.drop(columns="churn_rate"))
