import json

import pandas as pd
import pytest

from ml.card import render_cards
from ml.errors import FrameError
from ml.info_sheet import INFO_SHEET
from tests.ml.maker import make_catalog
from tests.ml.tags import Tags

HOSTILE = "</td><script>alert(1)</script> | **x** [a](javascript:b)\nnew row | {{ 7 * 7 }}"
DAY = pd.Timestamp("2025-06-02")


def report_tables(versions):
    """Return the tables that a build reads from the reports of a training."""
    parts = {"metrics": [], "gates": [], "calibration_bins": [], "importances": []}
    for version in versions.to_dict("records"):
        report = json.loads(version["report"])
        for name, rows in parts.items():
            rows += [{"model_version": version["model_version"], **row} for row in report[name]]
    bins = pd.DataFrame(parts["calibration_bins"]).rename(
        columns={"mean_predicted": "mean_probability", "observed_rate": "churn_rate",
                 "bin": "bin_number"}
    )  # fmt: skip
    importances = pd.DataFrame(parts["importances"]).rename(columns={"share": "importance_share"})
    metrics, gates = pd.DataFrame(parts["metrics"]), pd.DataFrame(parts["gates"])
    return {"metrics": metrics, "gates": gates, "bins": bins, "importances": importances}


@pytest.fixture(scope="module")
def due(versions):
    one = versions.loc[["logistic"]].drop(columns=["artifact", "report"])
    return one.assign(
        rule_model_version=versions.loc["rule", "model_version"],
        as_of_date=DAY,
        champion_from_date=DAY - pd.Timedelta(weeks=4),
        champion_to_date=DAY,
        is_in_use=True,
    )


@pytest.fixture(scope="module")
def facts(versions, due):
    name = due["model_version"].iloc[0]
    tables = report_tables(versions)
    means = {"roc_auc": 0.8, "lift_at_capacity": 3.0, "expected_calibration_error": 0.1}
    cohorts = [
        {
            "metric_name": metric,
            "cohort_date": DAY - pd.Timedelta(weeks=weeks),
            "metric_value": value,
        }
        for weeks in (2, 1)
        for metric, value in means.items()
    ]
    performance = pd.DataFrame(cohorts).assign(
        model_version=name, arm="all", segment_name="all", ci_low=0.7, ci_high=0.9
    )
    drift = {"as_of_date": DAY, "population_stability_index": 0.02, "has_drifted": False}
    approvals = pd.DataFrame(
        {
            "action": ["approve", "approve", "pin"],
            "algorithm": ["logistic", "xgboost", None],
            "model_version": [None, None, "another"],
            "approved_by": ["data_science", "other_team", "other_team"],
        }
    ).assign(
        label_name="subscription_end_30d",
        approved_on=DAY,
        expires_on=pd.NaT,
        approval_state="in_force",
        reason="Reviewed.",
    )
    alerts = pd.DataFrame(
        {
            "closed_on_date": [pd.NaT, DAY],
            "evidence": ["This one is open.", "That one is closed."],
        }
    ).assign(opened_on_date=DAY, severity="critical", owner="data_science", runbook="leak.md")
    return {
        **tables,
        "rule_metrics": tables["metrics"],
        "performance": performance,
        "drift": pd.DataFrame([{"model_version": name, **drift}]),
        "catalog": make_catalog(),
        "approvals": approvals,
        "alerts": alerts,
    }


@pytest.fixture(scope="module")
def card(due, facts):
    return render_cards(due, facts=facts, label_kind="subscription_end").iloc[0]


@pytest.mark.parametrize("form", ["card_markdown", "card_html"])
@pytest.mark.parametrize(
    "said",
    [
        *("SR 26-2", "ML Test Score", "Kapoor and Narayanan", "Limits", "Leakage", "Calibration"),
        *("within 30 days", "data_science", "This one is open.", "mean ROC AUC 0.800", "in use"),
    ],
)
def test_both_forms_say_what_an_audit_asks(card, form, said):
    assert said in card[form]


@pytest.mark.parametrize("form", ["card_markdown", "card_html"])
@pytest.mark.parametrize("unsaid", ["other_team", "That one is closed.", "None", " nan", "NaT"])
def test_neither_form_says_what_is_not_about_it(card, form, unsaid):
    assert unsaid not in card[form]


def test_every_metric_stands_with_its_interval_no_skill_and_the_rule(card, facts, due):
    metrics = facts["metrics"].set_index(
        ["model_version", "segment_name", "data_split", "metric_name"]
    )
    auc = metrics.sort_index().loc[(due["model_version"].iloc[0], "all", "holdout", "roc_auc")]
    value, low, high = (auc[name].item() for name in ("metric_value", "ci_low", "ci_high"))
    line = next(line for line in card["card_markdown"].splitlines() if line.startswith("| ROC AUC"))
    cells = [cell.strip() for cell in line.split("|")[1:-1]]
    assert cells[1:4] == [
        f"{value:.3f}", f"{low:.3f} to {high:.3f}", "0.500"
    ]  # fmt: skip
    assert 0.5 < float(cells[4]) < float(cells[1])


def test_the_page_is_whole_and_needs_nothing_else(card):
    page = Tags()
    page.feed(card["card_html"])
    assert page.depth == []
    assert {"script", "img", "link", "iframe", "object"}.isdisjoint(page.opened)
    assert not [name for name in page.attributes if name.startswith("on") or name == "href"]
    assert page.opened.count("circle") > 20


def test_what_comes_from_outside_stays_text(due, facts):
    changed = {name: table.copy() for name, table in facts.items()}
    changed["metrics"]["segment_value"] = changed["metrics"]["segment_value"].replace(
        "retail", HOSTILE
    )
    changed["approvals"]["reason"] = HOSTILE
    changed["alerts"]["evidence"] = HOSTILE
    card = render_cards(due, facts=changed, label_kind="subscription_end").iloc[0]
    page = Tags()
    page.feed(card["card_html"])
    assert page.depth == []
    assert "script" not in page.opened
    assert HOSTILE in "".join(page.text)
    markdown = card["card_markdown"]
    assert "<script" not in markdown
    assert "{{ 7 \\* 7 }}" in markdown
    assert "[a](" not in markdown.replace("\\[a\\](", "")
    for line in markdown.splitlines():
        assert not line.startswith("new row")
    tables = [line for line in markdown.splitlines() if "industry:" in line]
    assert {line.replace("\\|", "").count("|") for line in tables} == {7}


def test_a_champion_that_has_not_scored_has_a_card_too(due, facts):
    new = due.assign(champion_from_date=pd.NaT, champion_to_date=pd.NaT, is_in_use=False)
    empty = {
        name: table.iloc[:0] if name in {"performance", "drift", "alerts", "approvals"} else table
        for name, table in facts.items()
    }
    card = render_cards(new, facts=empty, label_kind="inactivity").iloc[0]
    assert "has not scored yet" in card["card_html"]
    assert "has no activity in the 30 days" in card["card_markdown"]
    assert "No cohort has matured yet" in card["card_html"]
    assert "No alert is open." in card["card_markdown"]


@pytest.mark.parametrize("algorithm", ["no_skill", "rule", "xgboost"])
def test_whatever_is_champion_has_a_card(versions, due, facts, algorithm):
    pinned = versions.loc[[algorithm]].drop(columns=["artifact", "report"])
    dates = ["as_of_date", "champion_from_date", "champion_to_date", "is_in_use"]
    pinned = pinned.assign(
        rule_model_version=versions.loc["rule", "model_version"], **due.iloc[0][dates].to_dict()
    )
    performance = facts["performance"].assign(
        model_version=pinned["model_version"].iloc[0], ci_low=None, metric_value=0.43
    )
    told = {**facts, "performance": performance}
    card = render_cards(pinned, facts=told, label_kind="subscription_end").iloc[0]
    page = Tags()
    page.feed(card["card_html"])
    assert page.depth == []
    assert ("It reads no features" in card["card_markdown"]) == (algorithm != "xgboost")
    assert " nan" not in card["card_html"]


def test_arms_and_segments_do_not_count_as_further_cohorts(due, facts, card):
    parts = facts["performance"].assign(metric_value=0.1)
    told = [
        facts["performance"],
        parts.assign(arm="contacted"),
        parts.assign(segment_name="region"),
    ]
    again = render_cards(
        due, facts={**facts, "performance": pd.concat(told)}, label_kind="subscription_end"
    ).iloc[0]
    assert again.equals(card)


def test_the_same_tables_give_the_same_card(due, facts, card):
    again = render_cards(due, facts=facts, label_kind="subscription_end").iloc[0]
    assert again.equals(card)


def test_nothing_due_gives_no_card(due, facts):
    assert render_cards(due.iloc[:0], facts=facts, label_kind="inactivity").empty


def test_a_missing_table_is_named(due, facts):
    without = {name: table for name, table in facts.items() if name != "alerts"}
    with pytest.raises(FrameError, match="alerts"):
        render_cards(due, facts=without, label_kind="inactivity")


def test_every_test_that_the_info_sheet_names_exists(root):
    files = [*root.glob("tests/**/*.py"), *root.glob("models/**/*.yml")]
    written = "".join(path.read_text("utf-8") for path in files)
    named = {test for _, leaks in INFO_SHEET for leak in leaks for test in leak.tests}
    missing = {
        test
        for test in named
        if f"def {test}(" not in written
        and f"- name: {test}\n" not in written
        and not (root / "tests/dbt" / f"{test}.sql").is_file()
    }
    assert missing == set()
    assert len(named) >= 12
