"""A table or view takes its last version's place whole, or leaves it where it is."""

import json
import shutil
from pathlib import Path

import pytest

from tests.project.building import Place, run_dbt

PROFILE = {"type": "duckdb", "path": "{{ env_var('WAREHOUSE_PATH') }}"}
COUNTED_IN_PYTHON = """
def model(dbt, session):
    dbt.config(materialized="table")
    stands = "select 1 from duckdb_tables() where table_name = 'counted'"
    last = f"(select max(n) from {dbt.this})" if session.sql(stands).fetchall() else "0"
    return session.sql(f"select {last} + 1 as n")
"""


@pytest.fixture
def place(tmp_path: Path, root: Path) -> Place:
    """Return a project with our materializations and no model yet, in the place of its builds."""
    for folder in ("macros", "models"):
        (tmp_path / folder).mkdir()
    shutil.copy(root / "macros" / "replaced.sql", tmp_path / "macros")
    quiet = {"send_anonymous_usage_stats": False}
    project = {"name": "small", "profile": "small", "version": "1.0", "flags": quiet}
    (tmp_path / "dbt_project.yml").write_text(json.dumps(project))
    profiles = {"small": {"target": "dev", "outputs": {"dev": PROFILE}}}
    (tmp_path / "profiles.yml").write_text(json.dumps(profiles))
    return Place(tmp_path)


def run(place: Place, model: str, *, name: str = "counted.sql") -> bool:
    """Run the project with `model` as its only one."""
    (place.folder / "models" / name).write_text(model)
    folders = {"project": place.folder, "profiles": place.folder}
    return run_dbt("run", place=place, raw=place.folder, **folders).has_succeeded


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
