"""Who is shown: an unapproved family scores in the shadow, a pin and a rollback are obeyed."""

from datetime import date
from pathlib import Path

import duckdb
import pytest

from tests.project.building import Place, run_dbt

# What people approved is changed in the warehouse, so the seed must not be read again.
KEPT_APPROVALS = ("build", "--exclude-resource-type", "seed")
ROLES = """
    select distinct as_of_date, split_part(model_version, '-', 1), model_role
    from scores.fct_churn_scores
"""
VERSIONS = "scores.dim_model_versions"
CHAMPIONS = """
    select distinct as_of_date, model_version
    from scores.fct_churn_scores where model_role = 'champion'
"""
LISTED = "select count(*) from retention.rpt_customers_at_risk where risk_tier is not null"
MOVED = "select count(*) from retention.fct_score_changes where as_of_date = date '2026-06-08'"
PIN = """
    insert into seeds.model_approvals (
        action, label_name, policy_version, model_version, approved_by, approved_on, reason
    ) values (
        '{action}', 'subscription_end_30d_grace_7d', '1', '{version}', 'data-science',
        date '2026-06-08', 'A test asks for it.'
    )
"""
WARNING = "WARN 1 assert_the_newest_scores_have_a_champion"


def decide(place: Place, *statements: str) -> None:
    """Change the approvals of a warehouse."""
    with duckdb.connect(str(place.warehouse)) as connection:
        for statement in statements:
            connection.execute(statement)


@pytest.fixture(scope="module")
def without_learned(company: Path, tmp_path_factory: pytest.TempPathFactory) -> Place:
    """Return a first build where only the rule is approved, with all data tests passed."""
    place = Place(tmp_path_factory.mktemp("unapproved"))
    seeded = run_dbt("seed", place=place, raw=company)
    assert seeded.has_succeeded, seeded.printed
    decide(place, "delete from seeds.model_approvals where algorithm != 'rule'")
    outcome = run_dbt(*KEPT_APPROVALS, place=place, raw=company, quality_limits="warn")
    assert outcome.has_succeeded, outcome.printed
    assert WARNING not in outcome.printed
    return place


def test_an_unapproved_family_scores_in_the_shadow(without_learned: Place) -> None:
    roles = {(family, role) for _, family, role in without_learned.ask(ROLES)}
    assert roles == {
        ("no_skill", "baseline"),
        ("rule", "champion"),
        ("logistic", "challenger"),
        ("xgboost", "challenger"),
    }
    reasons = dict(without_learned.ask("select algorithm, reason from scores.dim_model_versions"))
    assert str(reasons["xgboost"]).startswith("Awaits approval: on ")
    assert without_learned.ask("select outcome from scores.fct_promotion_decisions") == [
        ("promoted",)
    ]


def test_without_any_approval_a_build_ends_well_and_shows_nobody(
    without_learned: Place, company_next_week: Path, tmp_path: Path
) -> None:
    place = without_learned.copied_to(tmp_path / "place")
    decide(place, "update seeds.model_approvals set expires_on = date '2026-06-08'")
    outcome = run_dbt(*KEPT_APPROVALS, place=place, raw=company_next_week, quality_limits="warn")
    assert outcome.has_succeeded, outcome.printed
    assert WARNING in outcome.printed
    assert {role for day, _, role in place.ask(ROLES) if day == date(2026, 6, 8)} == {
        "baseline",
        "challenger",
    }
    assert place.ask(LISTED) == [(0,)]


def test_a_pinned_version_is_shown_and_one_that_was_rolled_back_is_not(
    first_build: Place, company_next_week: Path, tmp_path: Path
) -> None:
    place = first_build.copied_to(tmp_path / "place")
    old, other = (
        str(place.ask(f"select max(model_version) from {VERSIONS} where stage = '{stage}'")[0][0])  # noqa: S608
        for stage in ("champion", "challenger")
    )
    decide(
        place,
        PIN.format(action="pin", version=other),
        PIN.format(action="rollback", version=old),
    )
    outcome = run_dbt(*KEPT_APPROVALS, place=place, raw=company_next_week, quality_limits="warn")
    assert outcome.has_succeeded, outcome.printed
    champions = dict(place.ask(CHAMPIONS))
    assert champions[date(2026, 6, 8)] == other
    assert champions[date(2026, 6, 1)] == old
    assert place.ask(MOVED) > [(100,)]
