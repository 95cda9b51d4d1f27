"""A small publication of the tables that the API reads, with the columns of their contracts."""

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import yaml

from warehouse.publication import publish

ROOT = Path(__file__).parents[3]
CUSTOMERS, WEEKS = 40, 5
# What a row is called over `i` (the customer) and `week` (0 is the newest), table by table.
ROWS = {
    "dim_customers": "range({customers}) as c(i), (select 0 as week)",
    "rpt_customers_at_risk": "range({customers}) as c(i), (select 0 as week)",
    "fct_churn_scores": "range({customers}) as c(i), range({weeks}) as w(week)",
    "fct_score_changes": "range({customers}) as c(i), range({weeks} - 1) as w(week)",
    "fct_churn_score_reasons": (
        "range({customers}) as c(i), range({weeks}) as w(week), range(1, 4) as r(rank)"
    ),
    "dim_champions": "(select 0 as i, 0 as week)",
    "fct_model_metrics": "range(3) as c(i), (select 0 as week)",
}
VALUES = {
    "customer_id": "printf('C%03d', i)",
    "as_of_date": "date '2026-06-01' - 7 * cast(week as integer)",
    "model_version": "'m1'",
    "model_role": "'champion'",
    "reason_rank": "rank",
    "risk_tier": "if(i % 2 = 0, 'high', 'low')",
    "account_owner_email": "printf('owner-%d@streamflow.example', i % 3)",
    "money_rank": "i + 1",
    "risk_rank": "{customers} - i",
    "churn_probability": "(i + 0.5) / {customers}",
    "suppressed_reason": "if(i = 4, 'notice_given', null)",
    "data_split": "'holdout'",
    "segment_name": "'all'",
    "metric_name": "printf('metric_%d', i)",
    "metric_value": "if(i = 1, 'nan', '0.5')",
    "reason_text": "printf('Version {version}.')",
    "change_text": "printf('Version {version}.')",
    "customer_name": "$names[1 + i % len($names)]",
}
BY_TYPE = {"varchar": "'text'", "date": "date '2026-01-05'", "timestamp": "now()::timestamp"}


@cache
def columns_of(table: str) -> list[dict[str, Any]]:
    """Return the columns of a table as its YAML declares them."""
    for path in sorted(ROOT.glob("models/**/*.yml")):
        for model in (yaml.safe_load(path.read_text("utf-8")) or {}).get("models") or []:
            if model["name"] == table:
                columns: list[dict[str, Any]] = model["columns"]
                return columns
    raise AssertionError(f"No YAML describes {table}.")


def publish_version(
    folder: Path,
    *,
    version: int,
    names: Sequence[str] = ("Acme Ltd",),
    customers: int = CUSTOMERS,
) -> str:
    """Publish a version, which its sentences name, and return its run id."""
    sizes = {"customers": customers, "weeks": WEEKS, "version": version}
    with duckdb.connect() as connection:
        for table in ROWS:
            _create(connection, table, sizes=sizes, names=names)
        run = _run(version)
        publish(connection, tables=[f"main.{table}" for table in ROWS], folder=folder, run=run)
    return run["run_id"]


def _create(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    *,
    sizes: Mapping[str, int],
    names: Sequence[str],
) -> None:
    expressions = []
    for column in columns_of(table):
        value = VALUES.get(column["name"]) or BY_TYPE.get(column["data_type"], "'1'")
        typed = column["data_type"]
        expressions.append(f"cast({value.format(**sizes)} as {typed}) as {column['name']}")
    rows = ROWS[table].format(**sizes)
    query = f"select {', '.join(expressions)} from {rows}"  # noqa: S608 (all of it is ours)
    uses_names = "$names" in query
    connection.sql(query, params={"names": list(names)} if uses_names else None).to_view("made")
    connection.execute(f"create table {table} as from made")
    connection.execute("drop view made")
    for column in columns_of(table):
        connection.execute(
            f"comment on column {table}.{column['name']} is 'What {column['name']} means.'"
        )


def _run(version: int) -> dict[str, str]:
    return {
        "run_id": f"20260601T0000{version:02d}Z-run",
        "published_at": f"2026-06-01 00:00:{version:02d}",
        "as_of_date": "2026-06-01",
        "model_version": "m1",
        "artifact_hash": "0a1b2c3d",
        "dbt_version": "1.11.16",
        "test_results": "3 tests in this run, none failed before publication",
    }
