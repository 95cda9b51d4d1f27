"""Why a model is trained: a decision that is recorded once, with its evidence."""

from datetime import date
from pathlib import Path

import duckdb
import pytest

from tests.project.building import WITHOUT_TESTS, Place, build, differences, run_dbt
from tests.project.conftest import make_company

DRIFTS_FROM, ALERT_OPENS_ON, DECIDED_ON = date(2026, 6, 1), date(2026, 6, 15), date(2026, 6, 22)
DECISIONS = "monitoring.fct_retraining_decisions"
TRAINED = "select count(*) from ml.ml_model_versions"


def with_more_usage(raw: Path) -> Path:
    """Let every event from a day on happen four times: use drifts, and no fault explains it."""
    events = raw / "usage_events"
    with duckdb.connect() as connection:
        connection.execute(f"create table events as from '{events}/*.parquet'")
        for part in events.glob("*.parquet"):
            part.unlink()
        again = "event_id || '-' || copy as event_id, occurred_at + to_seconds(copy) as occurred_at"
        connection.execute(
            f"copy (from events union all from events, range(1, 4) as copies(copy) "
            f"select events.* replace ({again}) where occurred_at >= '{DRIFTS_FROM}'"
            f") to '{events}/part.parquet'"
        )
    return raw


def promote_the_logistic_model(place: Place) -> None:
    """Let a model lead that has learned: the rule, which wins in a company so small, has not."""
    with duckdb.connect(str(place.warehouse)) as connection:
        for table, column in (("dim_model_versions", "stage"), ("fct_churn_scores", "model_role")):
            leads = "starts_with(model_version, 'logistic')"
            connection.execute(
                f"update scores.{table} set {column} = if({leads}, 'champion', 'baseline')"  # noqa: S608
            )


@pytest.fixture(scope="module")
def drifted(first_build: Place, tmp_path_factory: pytest.TempPathFactory) -> Place:
    """Return the warehouse after two weeks of drift and the build of the week that follows."""
    folder = tmp_path_factory.mktemp("drifted")
    place = first_build.copied_to(folder / "place")
    promote_the_logistic_model(place)
    for day in (ALERT_OPENS_ON, DECIDED_ON):
        raw = with_more_usage(make_company(folder / str(day), ends_on=day))
        build(place, raw=raw)
    return place


def decided(place: Place, day: date) -> tuple[str, str, str]:
    ((decision, reason, evidence),) = place.ask(
        f"from {DECISIONS} select decision, reason, evidence where as_of_date = '{day}'"
    )
    return str(decision), str(reason), str(evidence)


def test_drift_trains_in_the_week_after_its_alert_and_says_why(drifted: Place) -> None:
    opened = "select opened_on_date from monitoring.fct_alerts where rule_name = 'feature_drift'"
    assert (ALERT_OPENS_ON,) in drifted.ask(opened)
    decision, reason, evidence = decided(drifted, DECIDED_ON)
    assert (decision, reason) == ("train", "feature drift")
    assert f"On {ALERT_OPENS_ON} features of usage had drifted: " in evidence
    assert "limit 0.25" in evidence
    newest = "select max(trained_as_of_date) from scores.dim_model_versions"
    assert drifted.ask(newest) == [(DECIDED_ON,)]


def test_a_week_in_which_no_build_knew_of_drift_is_held(drifted: Place) -> None:
    assert decided(drifted, ALERT_OPENS_ON)[:2] == ("hold", "nothing calls for it")


def test_a_second_build_decides_and_trains_nothing(drifted: Place, tmp_path: Path) -> None:
    again = drifted.copied_to(tmp_path / "again")
    build(again, raw=drifted.folder.parent / str(DECIDED_ON))
    assert again.ask(TRAINED) == [(0,)]
    for table in (DECISIONS, "scores.dim_model_versions"):
        columns = [str(name) for name, *_ in again.ask(f"describe {table}")]
        assert differences(drifted, again, table=table, columns=columns) == (0, 0), table


def test_a_decision_is_carried_out_by_the_build_after_a_killed_one(
    first_build: Place, company: Path, tmp_path: Path
) -> None:
    place = first_build.copied_to(tmp_path / "owed")
    with duckdb.connect(str(place.warehouse)) as connection:
        connection.execute("delete from scores.dim_model_versions")
    select = ("--select", "+int_retraining_schedule", *WITHOUT_TESTS)
    assert run_dbt("build", *select, place=place, raw=company).has_succeeded
    due = "select trained_as_of_date from intermediate.int_retraining_schedule"
    trained = f"from {DECISIONS} select as_of_date where decision = 'train'"
    assert place.ask(due) == place.ask(trained) != []
