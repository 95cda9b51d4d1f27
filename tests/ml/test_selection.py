"""The ladder, step by step, on measurements made up for the purpose."""

import math

import numpy as np
import pytest

from ml.gates import compare
from ml.metrics import METRIC_NAMES, Measurement
from ml.selection import choose

RUNGS = ("no_skill", "rule", "logistic", "xgboost")
AP, LIFT = "average_precision", "lift_at_capacity"


def measurement(seed, *, precision, lift=2.0, error=0.01):
    """Return a measurement whose paired differences have about 1.4 times `error`."""
    generator = np.random.default_rng(seed)
    values = {name: 0.0 for name in METRIC_NAMES} | {AP: precision, LIFT: lift}
    replicates = {name: np.zeros(400) for name in METRIC_NAMES}
    for name in (AP, LIFT):
        noise = generator.normal(0.0, error, 400)
        replicates[name] = values[name] + noise - noise.mean()
    return Measurement(
        values=values, replicates=replicates, no_skill=values, row_count=1_000, positive_count=100
    )


def decide(validation, *, holdout=None, lifts=(1.0, 2.0, 3.0, 4.0), positive_count=500):
    holdout = holdout or validation
    return choose(
        validation={
            name: measurement(place, precision=value, lift=lift)
            for place, (name, value, lift) in enumerate(zip(RUNGS, validation, lifts, strict=True))
        },
        holdout={
            name: measurement(10 + place, precision=value)
            for place, (name, value) in enumerate(zip(RUNGS, holdout, strict=True))
        },
        positive_count=positive_count,
        metric=AP,
    )


def gate(decision, rung, name):
    (found,) = [row for row in decision.gates[rung] if row["gate_name"] == name]
    return found


def test_the_best_wins_when_it_is_clearly_best():
    decision = decide((0.1, 0.2, 0.3, 0.5))
    assert decision.champion == "xgboost"
    assert decision.reasons["xgboost"].startswith("Best on validation by average precision (0.500)")
    assert "0.300 against 0.500" in decision.reasons["logistic"]


def test_the_simplest_within_one_standard_error_wins():
    decision = decide((0.1, 0.2, 0.495, 0.5))
    assert decision.champion == "logistic"
    assert "0.495 against 0.500 of xgboost" in decision.reasons["logistic"]
    assert decision.reasons["xgboost"].startswith("Not needed: logistic is simpler")


def test_without_signal_the_ladder_stops_at_the_ground():
    assert decide((0.1, 0.101, 0.099, 0.1)).champion == "no_skill"


def test_no_rung_is_climbed_that_loses_lift():
    decision = decide((0.1, 0.2, 0.3, 0.5), lifts=(1.0, 2.0, 3.0, 2.5))
    assert decision.champion == "logistic"
    assert decision.reasons["xgboost"].startswith("Loses lift at capacity")
    assert decision.reasons["logistic"].startswith("The rungs above it")


def test_a_lead_that_the_holdout_does_not_confirm_is_given_up_once():
    decision = decide((0.1, 0.2, 0.3, 0.5), holdout=(0.1, 0.3, 0.3, 0.3))
    assert decision.champion == "logistic"
    assert not gate(decision, "xgboost", "confirms_lead_on_holdout")["has_passed"]
    assert decision.reasons["xgboost"].startswith("Does not lead a simpler rung")


def test_a_rung_is_held_against_the_best_simpler_one_not_the_next():
    decision = decide((0.1, 0.4, 0.2, 0.5), holdout=(0.1, 0.5, 0.2, 0.5))
    assert gate(decision, "xgboost", "confirms_lead_on_holdout")["reference_value"] == 0.5
    assert decision.champion == "rule"


def test_few_churned_rows_leave_the_rule():
    decision = decide((0.1, 0.2, 0.3, 0.5), positive_count=49)
    assert decision.champion == "rule"
    assert "fewer than 50 churned rows to learn from, the rule stands" in decision.reasons["rule"]
    assert decision.reasons["xgboost"] == "Only 49 churned rows to learn from, fewer than 50."


def test_a_metric_that_is_not_known_does_not_pass():
    decision = decide((0.1, 0.2, 0.3, 0.5), holdout=(0.1, 0.2, 0.3, math.nan))
    shut = gate(decision, "xgboost", "confirms_lead_on_holdout")
    assert (shut["has_passed"], shut["error"]) == (False, "The metric is not known for these rows.")
    assert decision.champion == "logistic"


@pytest.mark.parametrize("metric", [AP, LIFT])
def test_differences_turn_their_sign_with_their_sides(metric):
    one, other = measurement(1, precision=0.3), measurement(2, precision=0.4, lift=3.0)
    there, back = compare(one, other, metric=metric), compare(other, one, metric=metric)
    assert there.value == -back.value
    assert there.standard_error == back.standard_error
    assert (there.ci_low, there.ci_high) == pytest.approx((-back.ci_high, -back.ci_low))


def test_every_reason_is_a_sentence():
    for reason in decide((0.1, 0.2, 0.3, 0.5)).reasons.values():
        assert reason[0].isupper()
        assert reason.endswith(".")
        assert "{" not in reason
