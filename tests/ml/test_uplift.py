"""Who is kept by contact is ordered by uplift only where that was seen, and seen again."""

import numpy as np
import pandas as pd
import pytest

from ml.errors import FrameError
from ml.qini import parts_in_the_kept, places, qini_terms
from ml.schema import UPLIFT_EVALUATIONS
from ml.uplift import judge_uplift, part_of

NAMES = ["score", "is_starter"]


def drawn(count=6_000, *, saved=0.0, harmed=0.0, seed=0):
    """Return a programme in which contact keeps some, and makes more of the starters leave."""
    generator = np.random.default_rng([7, seed])
    risk = generator.beta(2.0, 5.0, count)
    is_starter = generator.random(count) < 0.4
    is_control = generator.random(count) < 0.5
    kept = np.where(is_starter, -harmed, saved)
    churns = generator.random(count) < risk * np.where(is_control, 1.0, 1.0 - kept)
    return pd.DataFrame(
        {
            "policy": "policy:1",
            "customer_id": [f"C{place:06d}" for place in range(count)],
            "stratum": np.where(risk > 0.3, "high", "medium"),
            "arm": np.where(is_control, "control", "treatment"),
            "covariate": risk,
            "is_churned": churns,
            "score": risk,
            "is_starter": is_starter.astype(float),
        }
    )


def verdict(units, **changed):
    return judge_uplift(units.assign(**changed), names=NAMES).iloc[0]


def test_customers_whom_contact_makes_leave_let_uplift_lead():
    found = verdict(drawn(20_000, saved=0.6, harmed=0.9))
    assert found["verdict"] == "promoted"
    assert found["confirm_uplift_qini"] > found["confirm_risk_qini"]
    assert found["confirm_lead_low"] < found["confirm_lead"] < found["confirm_lead_high"]


def test_a_contact_that_changes_nothing_promotes_nobody():
    promoted = [verdict(drawn(3_000, seed=seed))["is_promoted"] for seed in range(40)]
    assert sum(promoted) <= 4


def test_one_effect_for_all_promotes_nobody():
    promoted = [
        verdict(drawn(3_000, saved=0.3, harmed=-0.3, seed=seed))["is_promoted"]
        for seed in range(20)
    ]
    assert sum(promoted) <= 2


def test_too_few_customers_teach_nothing():
    found = verdict(drawn(300))
    assert found["verdict"] == "not_enough_data"
    assert np.isnan(found["choose_lead"])


def test_the_order_of_rows_changes_nothing():
    units = drawn()
    shuffled = units.sample(frac=1.0, random_state=1)
    pd.testing.assert_frame_equal(
        judge_uplift(units, names=NAMES), judge_uplift(shuffled, names=NAMES), check_exact=True
    )


def test_a_customer_is_in_the_same_part_whoever_else_there_is():
    customers = drawn()["customer_id"]
    assert part_of(customers).tail(53).equals(part_of(customers.tail(53)))
    shares = part_of(customers).value_counts(normalize=True)
    assert shares[["learn", "tune", "choose", "confirm"]].tolist() == pytest.approx(
        [0.3, 0.1, 0.3, 0.3], abs=0.03
    )


def test_kept_customers_are_counted_without_bias():
    units = drawn(200_000, saved=0.5, harmed=0.2)
    kept = parts_in_the_kept(
        units["is_churned"].to_numpy(dtype=float),
        is_treated=(units["arm"] == "treatment").to_numpy(),
        strata=(units["stratum"] == "high").to_numpy().astype(int),
    )
    starters = (units["is_starter"] == 1.0).to_numpy()
    risk = units["covariate"].to_numpy()
    assert kept[~starters].mean() == pytest.approx(0.5 * risk[~starters].mean(), abs=0.01)
    assert kept[starters].mean() == pytest.approx(-0.2 * risk[starters].mean(), abs=0.01)


def test_the_best_order_has_the_highest_coefficient_and_turns_its_sign_upside_down():
    kept = np.array([1.0, 0.5, 0.0, -1.0])
    best, worst = (qini_terms(kept, ranking=order).mean() for order in (kept, -kept))
    assert best == -worst > 0.0
    assert qini_terms(kept, ranking=np.zeros(4)).mean() == 0.0
    assert places(kept).tolist() == [0.125, 0.375, 0.625, 0.875]


def test_no_units_give_no_rows_and_absent_columns_are_refused():
    pd.testing.assert_frame_equal(
        judge_uplift(drawn().head(0), names=NAMES), UPLIFT_EVALUATIONS.empty()
    )
    with pytest.raises(FrameError, match="lack"):
        judge_uplift(drawn().drop(columns="score"), names=NAMES)
