"""A table or view takes its last version's place whole, or leaves it where it is."""

from pathlib import Path

import pytest

from tests.project.building import Place
from tests.project.small_project import run_model, small_project

COUNTED_IN_PYTHON = """
def model(dbt, session):
    dbt.config(materialized="table")
    stands = "select 1 from duckdb_tables() where table_name = 'counted'"
    last = f"(select max(n) from {dbt.this})" if session.sql(stands).fetchall() else "0"
    return session.sql(f"select {last} + 1 as n")
"""


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """Return a project with our materializations and no model yet, in the place of its builds."""
    return small_project(tmp_path)


def run(place: Place, model: str, *, name: str = "counted.sql") -> bool:
    return run_model(place, model, name=name).has_succeeded


def as_(kind: str, query: str) -> str:
    return f"{{{{ config(materialized='{kind}') }}}} {query}"


def relations_of(place: Place) -> list[tuple[object, ...]]:
    return place.ask("select table_name, table_type from information_schema.tables")


@pytest.mark.parametrize("before", ["table", "view"])
@pytest.mark.parametrize(("after", "known_as"), [("table", "BASE TABLE"), ("view", "VIEW")])
def test_it_takes_the_place_of_whatever_stood_there(place, before, after, known_as):
    assert run(place, as_(before, "select 1 as n"))
    assert run(place, as_(after, "select 2 as n, 'new' as word"))
    assert place.ask("from counted") == [(2, "new")]
    assert relations_of(place) == [("counted", known_as)]


@pytest.mark.parametrize("kind", ["table", "view"])
def test_one_that_fails_leaves_the_last_version(place, kind):
    assert run(place, as_(kind, "select 1 as n"))
    assert not run(place, as_(kind, "select n from nowhere"))
    assert place.ask("from counted") == [(1,)]
    assert len(relations_of(place)) == 1


def test_a_python_model_may_read_its_last_version(place):
    for count in (1, 2, 3):
        assert run(place, COUNTED_IN_PYTHON, name="counted.py")
        assert place.ask("from counted") == [(count,)]
    assert relations_of(place) == [("counted", "BASE TABLE")]
