"""The mirror into MLflow and the second opinion on reasons, as parts of a build."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.project.building import WITHOUT_TESTS, Outcome, Place, run_dbt


def mirror(place: Place, *, raw: Path, uri: str) -> Outcome:
    """Build only the mirror, with a tracking server in the environment."""
    environment = {"MLFLOW_TRACKING_URI": uri, "MLFLOW_HTTP_REQUEST_MAX_RETRIES": "0"}
    words = ("build", *WITHOUT_TESTS, "--select", "pub_mlflow_runs")
    return run_dbt(*words, place=place, raw=raw, environment=environment)


def states_of(place: Place) -> set[object]:
    return {state for (state,) in place.ask("select distinct state from publish.pub_mlflow_runs")}


def test_a_build_without_a_tracking_server_has_no_mirror(first_build: Place) -> None:
    named = "from information_schema.tables select count(*) where table_name = 'pub_mlflow_runs'"
    assert first_build.ask(named) == [(0,)]


def test_a_build_mirrors_every_version_once(
    first_build: Place, company: Path, tmp_path: Path
) -> None:
    pytest.importorskip("mlflow", reason="the extra `mlflow` is not installed: run `make test`")
    place, database = first_build.copied_to(tmp_path / "place"), tmp_path / "mlflow.db"
    versions = place.ask("select model_version from scores.dim_model_versions order by 1")
    for state in ("mirrored", "unchanged"):
        outcome = mirror(place, raw=company, uri=f"sqlite:///{database}")
        assert outcome.has_succeeded, outcome.printed
        assert states_of(place) == {state}, outcome.printed
        with closing(sqlite3.connect(database)) as connection:
            assert connection.execute("select name from runs order by 1").fetchall() == versions
            aliases = connection.execute("select alias from registered_model_aliases").fetchall()
        assert aliases == [("champion",)]
    stored = {path.name for path in (tmp_path / "mlflow_artifacts").rglob("*.json")}
    assert {"artifact.json", "metrics.json", "gates.json", "model.json"} <= stored


def test_a_tracking_server_that_is_not_there_stops_no_build(
    first_build: Place, company: Path, tmp_path: Path
) -> None:
    place = first_build.copied_to(tmp_path / "place")
    outcome = mirror(place, raw=company, uri="http://127.0.0.1:9")
    assert outcome.has_succeeded, outcome.printed
    assert "wait for the next build" in outcome.printed
    assert states_of(place) == {"waiting"}


def test_reasons_agree_with_a_second_opinion(first_build: Place) -> None:
    found = first_build.ask("from scores.fct_explanation_agreement")
    assert len(found) == 6  # two learned rungs, three lengths of list
    worse = first_build.ask("from scores.fct_explanation_agreement where ci_low <= no_skill_share")
    assert worse == []
