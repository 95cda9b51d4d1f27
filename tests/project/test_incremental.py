"""An incremental table takes what is new, and stops where its columns are not the model's."""

from pathlib import Path

import duckdb
import pytest

from tests.project.building import Place, run_dbt
from tests.project.small_project import run_model, small_project

NUMBERED = "select {n} as n, '{word}' as word"
SCORES = """
select * exclude (previous_rescored_probability) from scores.fct_churn_scores order by all
"""


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """Return a project with our materializations and no model yet, in the place of its builds."""
    return small_project(tmp_path)


def kept(query: str, *, strategy: str = "append", more: str = "") -> str:
    """Return a model that keeps its rows."""
    config = f"materialized='incremental', incremental_strategy='{strategy}'{more}"
    return f"{{{{ config({config}) }}}} {query}"


def numbered(n: int, word: str, **config: str) -> str:
    return kept(NUMBERED.format(n=n, word=word), **config)


def rows_of(place: Place) -> list[tuple[object, ...]]:
    return place.ask("select n, word from counted order by all")


def test_append_adds_rows_to_those_that_stand(place):
    for n in (1, 2, 2):
        assert run_model(place, numbered(n, "some")).has_succeeded
    assert rows_of(place) == [(1, "some"), (2, "some"), (2, "some")]


@pytest.mark.parametrize("key", ["'n'", "['n', 'word']"])
def test_delete_insert_takes_the_place_of_rows_with_the_key(place, key):
    config = {"strategy": "delete+insert", "more": f", unique_key={key}"}
    for n, word in ((1, "old"), (2, "old"), (2, "new")):
        assert run_model(place, numbered(n, word, **config)).has_succeeded
    both = [(1, "old"), (2, "new"), (2, "old")]
    assert rows_of(place) == (both if "word" in key else [(1, "old"), (2, "new")])
    assert place.ask("select count(*) from duckdb_tables()") == [(1,)]


def test_columns_are_met_by_name(place):
    assert run_model(place, numbered(1, "some")).has_succeeded
    assert run_model(place, kept("select 'other' as word, 2 as n")).has_succeeded
    assert rows_of(place) == [(1, "some"), (2, "other")]


def test_a_model_may_leave_out_what_its_table_has(place):
    model = numbered(1, "some") + (
        "{% if is_incremental() %} where not exists (from {{ this }} where n = 1){% endif %}"
    )
    for _ in range(2):
        assert run_model(place, model).has_succeeded
    assert rows_of(place) == [(1, "some")]


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("select 1 as n", "no word (the table has word VARCHAR)"),
        ("select 1 as n, 'a' as word, true as more", "more BOOLEAN (the table has none)"),
        ("select 1.5 as n, 'a' as word", "n DECIMAL(2,1) (the table has n INTEGER)"),
    ],
)
def test_other_columns_stop_in_a_sentence_and_lose_nothing(place, query, said):
    assert run_model(place, numbered(1, "some")).has_succeeded
    outcome = run_model(place, kept(query))
    assert not outcome.has_succeeded
    assert f"main.counted has other columns than its model now says: {said}." in outcome.printed
    assert "`dbt build --full-refresh` makes it anew" in outcome.printed
    assert rows_of(place) == [(1, "some")]
    assert run_model(place, kept(query), "--full-refresh").has_succeeded
    assert place.ask("from counted") == place.ask(query)


def test_what_is_recorded_is_never_told_to_be_made_anew(place):
    recorded = {"more": ", full_refresh=false"}
    assert run_model(place, numbered(1, "some", **recorded)).has_succeeded
    outcome = run_model(place, kept("select 2 as n, 3 as weight", **recorded), "--full-refresh")
    assert not outcome.has_succeeded
    assert "docs/operations.md" in outcome.printed
    assert "--full-refresh" not in outcome.printed
    assert rows_of(place) == [(1, "some")]


def test_a_full_refresh_begins_anew_and_a_failure_leaves_what_was(place):
    assert run_model(place, numbered(1, "some")).has_succeeded
    assert not run_model(place, kept("select error('no')"), "--full-refresh").has_succeeded
    assert rows_of(place) == [(1, "some")]
    assert run_model(place, numbered(2, "new"), "--full-refresh").has_succeeded
    assert rows_of(place) == [(2, "new")]


def test_another_strategy_is_refused(place):
    assert run_model(place, numbered(1, "some")).has_succeeded
    outcome = run_model(place, numbered(2, "some", strategy="merge"))
    assert "know append and delete+insert, not merge" in outcome.printed


def test_a_recorded_table_is_given_a_column_as_operations_shows(first_build, company, tmp_path):
    place = first_build.copied_to(tmp_path / "place")
    recorded = place.ask(SCORES)
    alter(place, "scores.fct_churn_scores", "drop column previous_rescored_probability")
    only = ("run", "--select", "fct_churn_scores")
    outcome = run_dbt(*only, place=place, raw=company)
    assert "scores.fct_churn_scores has other columns than its model now says" in outcome.printed
    assert "previous_rescored_probability DOUBLE (the table has none)" in outcome.printed
    alter(place, "scores.fct_churn_scores", "add column previous_rescored_probability double")
    assert run_dbt(*only, place=place, raw=company).has_succeeded
    assert place.ask(SCORES) == recorded


def test_a_table_that_grows_by_batches_stops_too(first_build, company, tmp_path):
    place = first_build.copied_to(tmp_path / "place")
    alter(place, "intermediate.int_usage_weekly", "add column mood integer")
    only = ("run", "--select", "int_usage_weekly")
    outcome = run_dbt(*only, place=place, raw=company)
    assert not outcome.has_succeeded
    assert "intermediate.int_usage_weekly has other columns" in outcome.printed
    assert "no mood (the table has mood INTEGER)" in outcome.printed
    assert run_dbt(*only, "--full-refresh", place=place, raw=company).has_succeeded


def alter(place: Place, table: str, change: str) -> None:
    with duckdb.connect(str(place.warehouse)) as warehouse:
        warehouse.execute(f"alter table {table} {change}")
