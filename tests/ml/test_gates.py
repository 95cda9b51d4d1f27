"""Every gate is tripped once, and whatever is raised in one shuts it."""

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from ml.bootstrap import draw_customers
from ml.gates import Incumbent, beats_champion, enough_positives, guarded, leads, plain_gate
from ml.metrics import measure
from ml.numerics import logit, sigmoid
from ml.panel import Panel
from ml.segments import no_segment_is_miscalibrated, no_segment_is_worse
from ml.soundness import calibration_error, calibration_slope, signs_agree, steady

CAPACITY = 0.1


@pytest.fixture(scope="module")
def part():
    """A thousand customers over some weeks, whose churn follows a known probability."""
    generator = np.random.default_rng(11)
    count, weeks = 1_000, 4
    probability = np.tile(sigmoid(generator.normal(-2.0, 1.2, count)), weeks)
    regions = np.tile(np.where(np.arange(count) % 4, "north", "south"), weeks)
    return Panel(
        names=("probability",),
        features=probability.astype(np.float32)[:, None],
        rule_score=np.zeros(count * weeks, dtype=np.float32),
        labels=(generator.random(count * weeks) < probability).astype(float),
        dates=np.repeat(np.arange("2025-01-06", "2025-02-03", 7, dtype="datetime64[D]"), count),
        matures=np.repeat(np.arange("2025-02-06", "2025-03-06", 7, dtype="datetime64[D]"), count),
        customers=np.tile([f"C{number:05d}" for number in range(count)], weeks).astype(object),
        segments=pd.DataFrame({"region": regions}),
    ), probability


def measured(part, probability):
    return measure(probability, part.labels, replicates=draws_of(part), capacity_share=CAPACITY)


def draws_of(part):
    return draw_customers(part.customers, seed=1)


def bolder(probability, *, slope=1.0, shift=0.0):
    return sigmoid(slope * logit(probability) + shift)


def test_whatever_is_raised_in_a_gate_shuts_it():
    def judge():
        raise KeyError("holdout")

    gate = guarded("looks_nice", judge)
    assert (gate.has_passed, gate.is_required) == (False, True)
    assert gate.error == "KeyError: 'holdout'"


@pytest.mark.parametrize("value", [math.nan, math.inf])
def test_a_gate_that_passes_by_a_value_that_is_not_known_is_shut(value):
    gate = guarded(
        "looks_nice",
        lambda: plain_gate(value, 1.0, low=0.0, high=1.0, threshold=0.0, has_passed=True),
    )
    assert not gate.has_passed
    assert gate.error


def test_too_few_churned_rows_are_too_few():
    assert enough_positives(50).has_passed
    assert not enough_positives(49).has_passed


def test_a_model_leads_another_or_does_not(part):
    rows, probability = part
    best, poor = measured(rows, probability), measured(rows, 1.0 - probability)
    assert leads(best, poor, metric="roc_auc", by=1.0).has_passed
    assert not leads(poor, best, metric="roc_auc", by=-1.0).has_passed


def test_another_family_must_beat_the_champion_and_its_own_only_hold(part):
    rows, probability = part
    best, poor = measured(rows, probability), measured(rows, 1.0 - probability)
    level = measured(rows, bolder(probability, shift=0.1) + 1e-4 * np.sin(np.arange(len(rows))))
    for family, holdout, champion, passes in [
        ("xgboost", best, poor, True),
        ("logistic", best, poor, True),
        ("xgboost", level, best, False),
        ("logistic", level, best, True),
        ("logistic", poor, best, False),
    ]:
        incumbent = Incumbent("old", "logistic", holdout=champion)
        found = beats_champion(family, holdout, incumbent=incumbent, metric="roc_auc")
        assert found.has_passed is passes, (family, found)


def test_honest_probabilities_are_calibrated(part):
    rows, probability = part
    holdout = measured(rows, probability)
    assert calibration_error(holdout).has_passed
    assert calibration_slope(holdout).has_passed


def test_probabilities_that_are_too_high_are_not_calibrated(part):
    rows, probability = part
    gate = calibration_error(measured(rows, bolder(probability, shift=1.0)))
    assert not gate.has_passed
    assert gate.ci_low > 0.0


@pytest.mark.parametrize("slope", [2.5, 0.4])
def test_probabilities_that_are_too_bold_or_too_shy_are_not_calibrated(part, slope):
    rows, probability = part
    gate = calibration_slope(measured(rows, bolder(probability, slope=slope)))
    assert not gate.has_passed
    assert gate.candidate_value == pytest.approx(1.0 / slope, rel=0.15)


def test_a_week_that_is_ranked_at_random_is_not_steady(part):
    rows, probability = part
    draws = draws_of(rows)
    assert steady([(rows, probability, draws)]).has_passed
    lost = np.where(rows.dates == rows.dates[-1], probability[::-1], probability)
    gate = steady([(rows, lost, draws)])
    assert not gate.has_passed
    assert gate.detail == "in the week of 2025-01-27"


def test_parts_without_both_outcomes_cannot_be_called_steady(part):
    rows, probability = part
    quiet = replace(rows, labels=np.zeros(len(rows)))
    gate = guarded("steady", lambda: steady([(quiet, probability, draws_of(rows))]))
    assert not gate.has_passed
    assert gate.error


def test_a_segment_that_pays_for_the_gain_of_the_others_is_found(part):
    rows, probability = part
    draws = draws_of(rows)
    reference = bolder(probability, slope=0.8)
    good = no_segment_is_worse(rows, probability, reference=reference, draws=draws)
    assert good.has_passed
    south = (rows.segments["region"] == "south").to_numpy()
    unfair = np.where(south, 1.0 - probability, probability)
    gate = no_segment_is_worse(rows, unfair, reference=probability, draws=draws)
    assert not gate.has_passed
    assert gate.detail == "region = south"
    assert gate.ci_high < 0.0


def test_a_segment_that_is_told_too_much_is_found(part):
    rows, probability = part
    assert no_segment_is_miscalibrated(rows, probability, draws=draws_of(rows)).has_passed
    south = (rows.segments["region"] == "south").to_numpy()
    unfair = np.where(south, bolder(probability, shift=1.2), probability)
    gate = no_segment_is_miscalibrated(rows, unfair, draws=draws_of(rows))
    assert not gate.has_passed
    assert gate.detail == "region = south"


def test_a_small_segment_where_by_chance_nobody_churned_is_not_held_against_it(part):
    rows, probability = part
    few = np.isin(rows.customers, [f"C{number:05d}" for number in range(60)])
    quiet = replace(
        rows,
        labels=np.where(few, 0.0, rows.labels),
        segments=pd.DataFrame({"region": np.where(few, "islands", "mainland")}),
    )
    said = np.where(few, 0.08, probability)
    assert no_segment_is_miscalibrated(quiet, said, draws=draws_of(rows)).has_passed


def importance(name, *, share, direction):
    return {"feature_name": name, "share": share, "direction": direction}


def test_signs_are_weighed_by_the_importance_of_the_top_features():
    expected = {"logins": "down", "tickets": "up", "plan": "none"}
    signs = [
        importance("logins", share=0.3, direction="up"),
        importance("tickets", share=0.2, direction="up"),
        importance("plan", share=0.5, direction="down"),
    ]
    gate = signs_agree(signs, expected=expected)
    assert gate.candidate_value == pytest.approx(0.4)
    assert not gate.has_passed
    signs[0]["direction"] = "down"
    assert signs_agree(signs, expected=expected).has_passed


def test_features_beyond_the_top_have_no_say():
    many = [importance(f"f{place}", share=0.09, direction="up") for place in range(10)]
    rest = [importance(f"g{place}", share=0.05, direction="up") for place in range(20)]
    expected = {row["feature_name"]: "up" for row in many}
    expected |= {row["feature_name"]: "down" for row in rest}
    assert signs_agree([*rest, *many], expected=expected).candidate_value == 1.0
