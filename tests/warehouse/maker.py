"""A small warehouse to publish from."""

from collections.abc import Mapping
from pathlib import Path

import duckdb
import pandas as pd

from warehouse import shelf
from warehouse.lockdown import lock_down
from warehouse.publication import publish

TABLES = ("scores.fct_scores", "retention.rpt_risk")


def open_warehouse(path: Path, *, published: Path) -> duckdb.DuckDBPyConnection:
    """Return a warehouse of two public tables, locked down as a build is."""
    connection = duckdb.connect(str(path))
    for schema in ("scores", "retention"):
        connection.execute(f"create schema {schema}")
    load(connection, version=1)
    lock_down(connection, folders=[published])
    return connection


def load(connection: duckdb.DuckDBPyConnection, *, version: int, rows: int = 500) -> None:
    """Fill both tables with rows that say which version they are of, commit by commit."""
    for table, comment in zip(TABLES, ("The customer''s scores.", "Who to call."), strict=True):
        connection.sql(
            "select 'C' || i as customer_id, $version as version, i / 7 as churn_probability"
            " from range($rows) as r(i)",
            params={"version": version, "rows": rows},
        ).to_view("loaded", replace=True)
        connection.execute(f"create or replace table {table} as from loaded")
        connection.execute(f"comment on table {table} is '{comment}'")
        connection.execute(f"comment on column {table}.customer_id is 'The paying account.'")


def run(number: int) -> Mapping[str, str]:
    """Return what the manifest says about run `number`."""
    return {
        "run_id": f"20260101T0000{number:02d}Z-run",
        "published_at": f"2026-01-01 00:00:{number:02d}",
        "as_of_date": "2026-01-01",
        "model_version": "logistic-20260101-0a1b2c3d",
        "artifact_hash": "0a1b2c3d",
        "dbt_version": "1.11.16",
        "test_results": "3 tests in this run, none failed before publication",
    }


def publish_version(
    connection: duckdb.DuckDBPyConnection, *, folder: Path, number: int, rows: int = 500
) -> pd.DataFrame:
    """Load version `number` and publish it as run `number`."""
    load(connection, version=number, rows=rows)
    return publish(connection, tables=TABLES, folder=folder, run=run(number))


def ask(folder: Path, query: str) -> list[tuple[object, ...]]:
    current = str(folder / shelf.CURRENT)
    with duckdb.connect(current, read_only=True, config=shelf.READER_CONFIG) as connection:
        return connection.execute(query).fetchall()
