"""What the provenance says, on rows made by hand; tests/project/test_audit.py asks a real build."""

from datetime import date
from decimal import Decimal

import pytest

from apps.provenance import Provenance
from operations.explaining import FeatureRow, render

DAY = date(2026, 6, 1)
HOSTILE = "\x1b[2J\x1b]0;owned\x07<b>Bank</b>\nModel"


def provenance(**changes):
    version = {
        "model_version": "logistic-1",
        "stage": "champion",
        "decided_by": "ladder",
        "reason": "It is the simplest.",
        "trained_as_of_date": DAY,
        "training_row_count": 1000,
        "training_customer_count": 100,
        "positive_count": 10,
        "data_fingerprint": "f1",
        "feature_set_hash": "f2",
        "artifact_hash": "f3",
        "code_version": "c1",
        "parameters": '{"seed": 7}',
    }
    for name in ("train", "validation", "holdout"):
        version |= {f"{name}_from_date": DAY, f"{name}_to_date": DAY}
    score = {
        "customer_id": "C1",
        "customer_name": HOSTILE,
        "as_of_date": DAY,
        "churn_probability": 0.25,
        "risk_tier": "high",
        "risk_rank": 3,
        "scored_count": 40,
        "mrr_usd": Decimal("100.00"),
        "expected_mrr_loss_usd": Decimal("25.00"),
        "previous_churn_probability": 0.2,
        "change_pp": 5.0,
        "raw_score": -1.0986,
        "rule_score": 10.0,
        "is_backfill": False,
        "scored_at": DAY,
        "matures_on_date": DAY,
        "base_pp": 8.0,
        "feature_row_hash": "abc",
    }
    reasons = [
        {"contribution_pp": 20.0, "reason_text": "Logins: only 0."},
        {"contribution_pp": -3.0, "reason_text": "Everything else together."},
    ]
    manifest = {
        "run_id": "run-1",
        "published_at": "2026-06-01 06:00:00",
        "git_commit": "",
        "dbt_version": "1.11",
        "row_count": 40,
        "content_hash": "h",
        "test_results": "900 tests",
    }
    parts = {"score": score, "reasons": reasons, "version": version, "gates": [], "approvals": []}
    return Provenance(**{**parts, "manifest": manifest, **changes})


SAME = FeatureRow(
    values={"logins": 0, "trend": float("nan"), "is_late": True}, feature_row_hash="abc"
)


def test_the_reasons_sum_to_the_probability():
    shown = render(provenance(), features=SAME)
    assert "  25.0000  points in all; the probability is 25.0000" in shown


def test_a_name_cannot_steer_the_terminal_or_make_a_section():
    shown = render(provenance(), features=SAME)
    assert "\x1b" not in shown
    assert "\x07" not in shown
    assert shown.splitlines()[0] == "C1, ?[2J?]0;owned?<b>Bank</b>?Model, as of 2026-06-01"
    assert shown.splitlines().count("Model") == 1


def test_a_row_that_was_rewritten_since_is_called_another():
    assert "the warehouse holds the same row" in render(provenance(), features=SAME)
    other = FeatureRow(values=SAME.values, feature_row_hash="xyz")
    assert "the warehouse holds ANOTHER row now (xyz)" in render(provenance(), features=other)


def test_values_are_told_as_people_write_them():
    shown = " ".join(render(provenance(), features=SAME).split())
    assert "logins 0" in shown
    assert "trend unknown" in shown
    assert "is_late yes" in shown


def test_without_the_warehouse_the_rest_is_told_all_the_same():
    shown = render(provenance(), features="There is no warehouse.")
    assert "not shown: There is no warehouse." in shown
    assert "hash when it was scored: abc" in shown
    assert "content hash h" in shown


def test_a_score_that_nobody_approved_says_so():
    assert "NONE: nobody has approved" in render(provenance(), features=SAME)


@pytest.mark.parametrize("required", [True, False])
def test_a_failed_gate_is_loud(required):
    gate = {
        "gate_name": "keeps_lift",
        "candidate_value": 1.0,
        "reference_value": None,
        "is_required": required,
        "has_passed": False,
        "error": "It broke.",
    }
    shown = render(provenance(gates=[gate]), features=SAME)
    informs = "" if required else " (informs)"
    assert f"FAILED  keeps lift{informs}: 1 It broke." in shown
