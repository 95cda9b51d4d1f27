"""The ladder, step by step, on measurements made up for the purpose."""

import math

import numpy as np
import pytest

from ml.evidence import Evidence
from ml.gates import Gate, Incumbent, compare, failed
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


def decide(validation, *, holdout=None, lifts=(1.0, 2.0, 3.0, 4.0), positive_count=500, **more):
    holdout = holdout or validation
    evidence = Evidence(
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
        **more,
    )
    return choose(evidence)


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


def test_a_lead_that_the_holdout_does_not_confirm_is_given_up():
    decision = decide((0.1, 0.2, 0.3, 0.5), holdout=(0.1, 0.2, 0.3, 0.3))
    assert decision.champion == "logistic"
    assert not gate(decision, "xgboost", "confirms_lead_on_holdout")["has_passed"]
    assert decision.reasons["xgboost"].startswith("Does not lead a simpler rung")


def test_where_no_learned_rung_passes_the_rule_stands():
    decision = decide((0.1, 0.2, 0.3, 0.5), holdout=(0.1, 0.3, 0.3, 0.3))
    assert decision.champion == "rule"
    assert decision.reasons["rule"].startswith("The rungs above it are shut out")


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


def incumbent(algorithm, *, precision):
    return Incumbent("old", algorithm, holdout=measurement(99, precision=precision))


def test_another_family_must_beat_the_champion_by_a_standard_error():
    decision = decide((0.1, 0.2, 0.3, 0.5), incumbent=incumbent("logistic", precision=0.49))
    assert decision.champion is None
    assert decision.record["outcome"] == "kept"
    assert decision.record["champion"] == "old"
    assert "against the champion old" in decision.reasons["xgboost"]


def test_a_retrain_of_the_champions_family_need_only_not_fall_behind():
    level = incumbent("xgboost", precision=0.505)
    assert decide((0.1, 0.2, 0.3, 0.5), incumbent=level).champion == "xgboost"
    ahead = incumbent("xgboost", precision=0.6)
    assert decide((0.1, 0.2, 0.3, 0.5), incumbent=ahead).champion is None


def test_the_champions_family_need_not_confirm_its_lead_anew():
    holdout = (0.1, 0.2, 0.5, 0.5)
    behind = incumbent("xgboost", precision=0.45)
    assert decide((0.1, 0.2, 0.3, 0.5), holdout=holdout).champion == "logistic"
    assert decide((0.1, 0.2, 0.3, 0.5), holdout=holdout, incumbent=behind).champion == "xgboost"


def test_a_champion_that_cannot_be_scored_is_not_replaced():
    decision = decide((0.1, 0.2, 0.3, 0.5), incumbent=Incumbent("old", "rule", error="It is gone."))
    assert decision.champion is None
    assert gate(decision, "xgboost", "beats_champion_on_holdout")["error"] == "It is gone."
    assert decision.reasons["xgboost"].endswith("so is shut: It is gone.")


def test_a_family_without_approval_waits_as_a_challenger():
    sentence = "Awaits approval: nobody has approved it."
    decision = decide((0.1, 0.2, 0.3, 0.5), waiting={"xgboost": sentence})
    assert decision.champion == "logistic"
    assert decision.reasons["xgboost"] == sentence


def test_without_any_approval_nobody_is_champion():
    decision = decide((0.1, 0.2, 0.3, 0.5), waiting=dict.fromkeys(RUNGS, "Awaits approval: none."))
    assert (decision.champion, decision.record["outcome"]) == (None, "nobody")
    assert "model_approvals" in decision.record["reason"]


def test_a_rung_that_waits_is_no_hurdle_for_the_next():
    waiting = dict.fromkeys(("no_skill", "logistic"), "Awaits approval: none.")
    decision = decide((0.1, 0.2, 0.49, 0.5), waiting=waiting)
    assert gate(decision, "xgboost", "confirms_lead_on_holdout")["reference_value"] == 0.2
    assert decision.champion == "xgboost"


@pytest.mark.parametrize("is_required", [True, False])
def test_only_required_gates_decide(is_required):
    shut = Gate(
        "looks_nice", 0.2, 0.5, -0.3, -0.4, -0.2, 0.0, is_required, False, detail="on Mondays"
    )
    decision = decide((0.1, 0.2, 0.3, 0.5), others={"xgboost": [shut]})
    assert decision.champion == ("logistic" if is_required else "xgboost")
    if is_required:
        assert decision.reasons["xgboost"] == (
            "Does not pass looks_nice: 0.200 against 0.500 (on Mondays)."
        )


def test_a_gate_that_errs_is_shut_and_named():
    erred = failed("looks_nice", error="ZeroDivisionError: x", is_required=True)
    decision = decide((0.1, 0.2, 0.3, 0.5), others={"xgboost": [erred]})
    assert decision.champion == "logistic"
    assert "looks_nice could not be judged" in decision.reasons["xgboost"]
