from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import duckdb
import pytest

from warehouse import plugin
from warehouse.errors import NotNowError, SourceError
from warehouse.plugin import Plugin


def make_plugin(tmp_path: Path, **changes: Any) -> Plugin:
    """Return the plugin as profiles.yml configures it, with `changes`."""
    config = {
        "raw_path": str(tmp_path / "raw"),
        "raw_schema": "",
        "raw_database": "",
        "published_path": str(tmp_path / "published"),
        "makes_demo": False,
    }
    return Plugin("plugin", config | changes)


@pytest.fixture
def warehouse(tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Return a warehouse that the plugin has configured, on a folder with one table."""
    (tmp_path / "raw").mkdir()
    duckdb.sql(
        "select 'C1' as customer_id, 'One' as customer_name, now() as signed_up_at"
    ).to_parquet(str(tmp_path / "raw" / "customers.parquet"))
    (tmp_path / "outside.csv").write_text("secret\n1\n")
    with duckdb.connect(str(tmp_path / "w.duckdb")) as connection:
        make_plugin(tmp_path).configure_connection(connection)
        yield connection


def test_the_door_is_open(warehouse):
    assert warehouse.execute("select customer_id from raw.customers").fetchall() == [("C1",)]


@pytest.mark.parametrize(
    "statement",
    [
        "from read_csv('{folder}/outside.csv')",
        "from read_csv('{folder}/raw/../outside.csv')",
        "attach '{folder}/other.duckdb'",
        "copy (select 1) to '{folder}/stolen.parquet'",
        "set enable_external_access = true",
        "set TimeZone = 'America/New_York'",
    ],
)
def test_a_model_reaches_no_other_file_and_changes_no_setting(warehouse, tmp_path, statement):
    with pytest.raises(duckdb.Error, match="Permission|locked"):
        warehouse.cursor().execute(statement.format(folder=tmp_path))


def test_a_link_out_of_the_raw_folder_leads_nowhere(warehouse, tmp_path):
    (tmp_path / "raw" / "link.csv").symlink_to(tmp_path / "outside.csv")
    with pytest.raises(duckdb.Error, match="Permission"):
        warehouse.execute(f"from read_csv('{tmp_path}/raw/link.csv')")


def test_what_a_build_needs_stays_open(warehouse, tmp_path):
    cursor = warehouse.cursor()
    (tmp_path / "published").mkdir()
    cursor.execute(f"attach '{tmp_path}/published/p.duckdb' as p")
    cursor.execute("create table p.main.t as select 1 as one")
    seed = plugin.PROJECT / "seeds" / "risk_tiers.csv"
    assert cursor.execute("select count(*) from read_csv(?)", [str(seed)]).fetchall() != [(0,)]


def test_a_second_connection_to_a_locked_warehouse_is_no_error(warehouse, tmp_path):
    assert warehouse.execute("select 1").fetchall() == [(1,)]
    with warehouse.cursor() as cursor:
        plugin.lock_down(cursor, folders=[tmp_path])
    with pytest.raises(duckdb.Error, match="Permission"):
        warehouse.execute(f"from read_csv('{tmp_path}/outside.csv')")


def test_days_are_days_of_utc_wherever_the_machine_stands(tmp_path):
    with duckdb.connect(str(tmp_path / "w.duckdb")) as connection:
        connection.execute("set global TimeZone = 'America/New_York'")
        make_plugin(tmp_path).configure_connection(connection)
        days = connection.cursor().execute(
            "select cast(cast(timestamptz '2026-03-01 00:30:00+00' as date) as varchar)"
        )
        assert days.fetchall() == [("2026-03-01",)]


def test_every_cursor_knows_where_the_publication_goes(warehouse, tmp_path):
    configured = make_plugin(tmp_path, published_path=str(tmp_path / "it's here"))
    with warehouse.cursor() as cursor:
        configured.configure_cursor(cursor)
        ((place,),) = cursor.execute("select getvariable('published_path')").fetchall()
    assert place == str(tmp_path / "it's here")


def test_relative_paths_count_from_the_project(tmp_path, monkeypatch):
    monkeypatch.setattr(plugin, "PROJECT", tmp_path / "project")
    monkeypatch.chdir(tmp_path)
    configured = make_plugin(tmp_path, raw_path="data/raw", published_path="published")
    credentials = SimpleNamespace(path="data/w.duckdb")
    configured.update_connection_config(credentials, {})
    assert configured.raw_path == tmp_path / "project" / "data" / "raw"
    assert configured.published_path == tmp_path / "project" / "published"
    assert credentials.path == str(tmp_path / "project" / "data" / "w.duckdb")
    assert (tmp_path / "project" / "data" / "w.duckdb.lock").is_file()


@pytest.mark.parametrize("path", [":memory:", "md:mainstay"])
def test_what_is_no_file_needs_no_guard(tmp_path, path):
    credentials = SimpleNamespace(path=path)
    make_plugin(tmp_path).update_connection_config(credentials, {})
    assert credentials.path == path


def test_who_is_not_admitted_opens_nothing(tmp_path, monkeypatch):
    def refuse(_: Path) -> None:
        raise NotNowError("wait")

    monkeypatch.setattr(plugin, "admit", refuse)
    with pytest.raises(NotNowError, match="wait"):
        make_plugin(tmp_path).update_connection_config(SimpleNamespace(path="w.duckdb"), {})


def test_a_database_that_is_not_there_is_named(tmp_path):
    absent = make_plugin(
        tmp_path, raw_database=str(tmp_path / "typo.duckdb"), raw_schema="raw_database.main"
    )
    with (
        duckdb.connect() as connection,
        pytest.raises(SourceError, match="typo.duckdb, and no such"),
    ):
        absent.configure_connection(connection)


def test_a_database_without_a_schema_is_not_passed_over(tmp_path):
    plugin = make_plugin(tmp_path, raw_database=str(tmp_path / "erp.duckdb"))
    with (
        duckdb.connect() as connection,
        pytest.raises(SourceError, match="set RAW_SCHEMA=raw_database"),
    ):
        plugin.configure_connection(connection)


def test_tables_of_an_attached_database_come_through_the_door(tmp_path):
    with duckdb.connect(str(tmp_path / "erp.duckdb")) as erp:
        erp.execute(
            "create table main.customers as select"
            " 7 as customer_id, 'Seven' as customer_name, timestamp '2026-01-01' as signed_up_at"
        )
    attached = make_plugin(
        tmp_path, raw_database=str(tmp_path / "erp.duckdb"), raw_schema="raw_database.main"
    )
    with duckdb.connect(str(tmp_path / "w.duckdb")) as connection:
        attached.configure_connection(connection)
        assert connection.execute("select customer_id from raw.customers").fetchall() == [("7",)]


@pytest.mark.parametrize(("makes_demo", "is_made"), [(True, True), (False, False)])
def test_the_demo_company_is_made_where_it_is_asked_for(tmp_path, monkeypatch, makes_demo, is_made):
    made = []
    monkeypatch.setattr("simulator.simulate", made.append)
    with duckdb.connect(str(tmp_path / "w.duckdb")) as connection:
        make_plugin(tmp_path, makes_demo=makes_demo).configure_connection(connection)
    assert made == ([tmp_path / "raw"] if is_made else [])
