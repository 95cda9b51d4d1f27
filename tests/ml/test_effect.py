"""The effect is that of the draw: its laws, its intervals, and what it refuses to say."""

import numpy as np
import pandas as pd
import pytest

from ml.effect import measure_effects, sample_ratio_p
from ml.errors import FrameError
from ml.schema import CAMPAIGN_EFFECTS
from tests.ml.campaigns import campaign

FIGURES = ["difference", "ci_low", "ci_high", "always_valid_low", "always_valid_high"]


def whole(units):
    found = measure_effects(units)
    return found[found["segment_name"] == "all"].set_index("method")


def test_swapping_the_arms_turns_the_sign():
    units = campaign(saved=0.3)
    other = units["arm"].map({"control": "treatment", "treatment": "control"})
    found, turned = whole(units), whole(units.assign(arm=other))
    np.testing.assert_allclose(turned["difference"], -found["difference"], rtol=1e-12)
    np.testing.assert_allclose(turned["ci_low"], -found["ci_high"], rtol=1e-9)
    np.testing.assert_allclose(turned["saved_mrr"] < 0, found["saved_mrr"] > 0)


@pytest.mark.parametrize("score", [0.5, np.nan], ids=["constant", "all null"])
def test_a_covariate_that_says_nothing_changes_nothing(score):
    found = whole(campaign(saved=0.2).assign(covariate=score))
    for name in FIGURES:
        assert found.loc["adjusted", name] == found.loc["unadjusted", name]


def test_a_score_that_foretells_narrows_the_interval():
    found = whole(campaign(saved=0.2))
    widths = found["ci_high"] - found["ci_low"]
    assert widths["adjusted"] < 0.98 * widths["unadjusted"]


def test_the_order_of_rows_changes_nothing():
    units = campaign(saved=0.2)
    shuffled = units.sample(frac=1.0, random_state=3)
    pd.testing.assert_frame_equal(
        measure_effects(units), measure_effects(shuffled), check_exact=True
    )


def test_intervals_hold_the_estimate_and_the_always_valid_one_holds_the_other():
    found = measure_effects(campaign(saved=0.2))
    found = found[found["difference"].notna()]
    ends = found[["always_valid_low", "ci_low", "difference", "ci_high", "always_valid_high"]]
    assert len(found) > 2
    assert (np.diff(ends.to_numpy(), axis=1) > 0.0).all()


def test_rates_are_of_the_same_mix_where_tiers_have_other_shares():
    # Nobody is saved, but the risky are mostly treated: crude rates would say that contact harms.
    units = campaign(40_000)
    share = np.where(units["stratum"] == "high", 0.1, 0.9)
    arm = np.where(np.random.default_rng(2).random(len(units)) < share, "control", "treatment")
    found = whole(units.assign(arm=arm, control_share=share)).loc["adjusted"]
    crude = units.assign(arm=arm).groupby("arm")["is_churned"].mean()
    assert crude["control"] - crude["treatment"] < -0.1
    assert found["ci_low"] < 0.0 < found["ci_high"]
    assert found["difference"] == found["control_churn_rate"] - found["treatment_churn_rate"]


def test_only_matured_customers_count():
    units = campaign(saved=0.2, matured=0.6)
    # Who has left early is known before who stays, and may not count before.
    found, told = whole(units), whole(units[units["is_matured"]])
    assert (found[FIGURES] == told[FIGURES]).all(axis=None)
    assert (found["waiting_count"] == (~units["is_matured"]).sum()).all()


def test_too_few_customers_are_not_enough_data():
    found = measure_effects(campaign(80, saved=0.5))
    assert set(found["verdict"]) == {"not_enough_data"}
    assert found[FIGURES].isna().all(axis=None)
    assert found["treatment_count"].sum() > 0


def test_too_few_who_left_are_not_enough_data():
    units = campaign(4_000)
    rare = units["is_churned"] & (units["customer_id"] < "C000030")
    assert set(whole(units.assign(is_churned=rare))["verdict"]) == {"not_enough_data"}


def test_an_empty_arm_is_not_enough_data():
    found = measure_effects(campaign().assign(arm="treatment"))
    assert set(found["verdict"]) == {"not_enough_data"}
    assert (found["left_out_count"] == found["treatment_count"]).all()


def test_nobody_matured_is_not_enough_data():
    found = whole(campaign().assign(is_matured=False, is_churned=None))
    assert set(found["verdict"]) == {"not_enough_data"}
    assert set(found["waiting_count"]) == {2_000}


def test_an_arm_that_lost_nobody_is_not_certain():
    units = campaign(600)
    found = whole(units.assign(is_churned=units["is_churned"] & (units["arm"] == "control")))
    assert (found["treatment_churned_count"] == 0).all()
    assert (found["standard_error"] > 0.0).all()
    assert found.loc["unadjusted", "treatment_churn_rate"] == 0.0
    assert set(found["verdict"]) == {"saves"}


def test_a_stratum_without_one_arm_is_left_out_of_both():
    units = campaign(saved=0.2)
    lone = units.head(60).assign(
        customer_id=[f"L{place}" for place in range(60)], stratum="low", arm="treatment"
    )
    found = whole(pd.concat([units, lone]))
    assert (found[FIGURES] == whole(units)[FIGURES]).all(axis=None)
    assert (found["left_out_count"] == 60).all()


def test_a_large_effect_is_shown_and_says_how_many_contacts_keep_one_customer():
    found = whole(campaign(6_000, saved=0.5)).loc["adjusted"]
    assert found["verdict"] == "saves"
    assert found["number_needed_to_contact"] == pytest.approx(1 / found["difference"])
    assert found["saved_mrr_low"] > 0.0


def test_contact_that_makes_customers_leave_harms():
    found = whole(campaign(6_000, saved=-0.5)).loc["adjusted"]
    assert found["verdict"] == "harms"
    assert np.isnan(found["number_needed_to_contact"])


def test_arms_that_were_not_drawn_as_planned_have_a_small_sample_ratio_p():
    units = campaign()
    assert sample_ratio_p(units) > 0.01
    lost = units["arm"].eq("control") & (units.index % 5 == 0)
    assert sample_ratio_p(units[~lost]) < 0.001
    assert np.isnan(sample_ratio_p(units.assign(control_share=None)))


def test_no_campaign_gives_no_rows():
    pd.testing.assert_frame_equal(measure_effects(campaign().head(0)), CAMPAIGN_EFFECTS.empty())


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda units: units.drop(columns="covariate"), "lack"),
        (lambda units: pd.concat([units, units.head(3)]), "repeat 3 customers"),
        (lambda units: units.assign(arm="holdout"), "name them treatment, control"),
        (lambda units: units.assign(stratum=None), "nulls in"),
        (lambda units: units.assign(is_churned=None), "is_churned is null"),
    ],
)
def test_a_frame_that_is_not_as_drawn_is_refused(spoil, message):
    with pytest.raises(FrameError, match=message):
        measure_effects(spoil(campaign(100)))
