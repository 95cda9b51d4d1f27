"""Little is expected where little was measured, and each segment its own where they differ."""

import numpy as np
import pandas as pd
import pytest

from ml.effect import measure_effects
from ml.params import PROGRAMME_EFFECT_SPREAD
from ml.shrinkage import shrunk
from tests.ml.campaigns import campaign


def adjusted(units):
    found = measure_effects(units)
    return found[found["method"] == "adjusted"].set_index(["segment_name", "segment_value"])


@pytest.mark.parametrize("error", [0.01, 0.2, 5.0])
def test_the_less_sure_an_effect_the_nearer_to_what_was_expected(error):
    found = shrunk(np.array([0.4]), error=np.array([error]), towards=0.1, spread=0.2)[0]
    assert 0.1 < found < 0.4
    assert found == pytest.approx(0.1 + 0.3 / (1.0 + (error / 0.2) ** 2))


def test_a_programme_is_drawn_to_no_effect_and_equal_segments_follow_it():
    found = adjusted(campaign(4_000, saved=0.3))
    whole = found.loc[("all", "all")]
    error = whole["standard_error"] / whole["control_churn_rate"]
    weight = 1.0 / (1.0 + (error / PROGRAMME_EFFECT_SPREAD) ** 2)
    assert whole["expected_relative_effect"] == pytest.approx(weight * whole["relative_effect"])
    assert (found["expected_relative_effect"] == whole["expected_relative_effect"]).all()
    assert not found["tells_apart"].any()


def test_a_segment_that_is_harmed_is_told_apart():
    calm, harmed = campaign(4_000, saved=0.4, seed=1), campaign(2_000, saved=-0.6, seed=2)
    harmed = harmed.assign(customer_id="H" + harmed["customer_id"], region="asia_pacific")
    found = adjusted(pd.concat([calm, harmed], ignore_index=True))
    assert set(found.index[found["tells_apart"]].get_level_values(0)) == {"region"}
    assert found.loc[("region", "asia_pacific"), "expected_relative_effect"] < 0.0
    assert found.loc[("region", "europe"), "expected_relative_effect"] > 0.2
    assert found.loc[("region", "asia_pacific"), "verdict"] == "harms"


def test_nothing_is_expected_where_nothing_was_measured():
    assert adjusted(campaign(60))["expected_relative_effect"].isna().all()
