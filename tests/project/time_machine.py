"""Raw data as they stood on a past morning, and the same past with a poisoned future."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import duckdb
import pytest

from tests.project.building import Place, columns_of, differences

# What a morning must know the same, whether it is past or present.
SAME_ON_THE_DAY = ["features.feat_customers", "features.feat_rule_scores"]
SAME_IF_MATURED = ["features.feat_churn_labels", "features.feat_training_rows"]

GRAIN = ["customer_id", "as_of_date"]


@dataclass(frozen=True)
class Source:
    """What one must know of a raw table to take it back in time.

    `known_since` maps a column that is filled in later to the moment that says when; `poison` maps
    a column to a value that no past date may show.
    """

    key: str
    happened_at: str
    known_since: Mapping[str, str] = field(default_factory=dict)
    poison: Mapping[str, str] = field(default_factory=dict)


SOURCES = {
    "customers": Source(
        key="customer_id",
        happened_at="signed_up_at",
        poison={"region": "'nowhere'", "employee_count": "employee_count + 5000"},
    ),
    "subscriptions": Source(
        key="subscription_id",
        happened_at="started_at",
        known_since={"cancelled_at": "cancelled_at", "ended_at": "ended_at"},
        poison={
            "plan_name": "'poison'",
            "mrr_usd": "mrr_usd * 3",
            "seat_count": "seat_count + 7",
            "ended_at": "cast(null as timestamp)",
        },
    ),
    "invoices": Source(
        key="invoice_id",
        happened_at="issued_at",
        known_since={"paid_at": "paid_at", "status": "paid_at"},
        poison={"amount_usd": "amount_usd * 5", "due_on": "due_on - 60"},
    ),
    "usage_events": Source(
        key="event_id",
        happened_at="occurred_at",
        poison={"event_name": "'a_poisoned_event'"},
    ),
    "support_tickets": Source(
        key="ticket_id",
        happened_at="opened_at",
        known_since={
            "first_responded_at": "first_responded_at",
            "resolved_at": "resolved_at",
            "satisfaction_score": "resolved_at",
        },
        poison={"priority": "'urgent'", "category": "'poison'"},
    ),
    "crm_tasks": Source(
        key="task_id",
        happened_at="created_at",
        known_since={
            "completed_at": "completed_at",
            "disposition": "completed_at",
            "was_reason_helpful": "completed_at",
        },
        poison={"status": "'poison'", "disposition": "'poison'"},
    ),
    "campaign_members": Source(
        key="customer_id",
        happened_at="assigned_at",
        poison={"arm": "'treatment'"},
    ),
}


def cut_back(raw: Path, folder: Path, *, day: date) -> Path:
    """Write the raw data as they stood on the morning of `day`.

    That is every row that had happened and was recorded before it, without what came in later.
    """
    return _write(raw, folder, queries={table: _known(table, day) for table in SOURCES})


def poison_future(raw: Path, folder: Path, *, day: date) -> Path:
    """Write the same past with another future.

    All that came later is wrong: columns filled in later, and rows recorded later. Beside that,
    known rows come again with wrong values, recorded late: under new ids, and under their own.
    """
    return _write(raw, folder, queries={table: _poisoned(table, day) for table in SOURCES})


def assert_day_is_the_same(told: Place, then: Place, *, day: date) -> None:
    """Compare what two warehouses know of a day, and of all labels that had matured by then."""
    first_date = told.ask("select min(as_of_date) from features.feat_customers")[0][0]
    conditions = {
        **dict.fromkeys(SAME_ON_THE_DAY, f"as_of_date = '{day}'"),
        **dict.fromkeys(
            SAME_IF_MATURED, f"matures_on_date <= '{day}' and as_of_date >= '{first_date}'"
        ),
    }
    for table, where in conditions.items():
        assert told.ask(f"from {table} select count(*) where {where}") > [(0,)], table
        columns = columns_of(told, table)
        if differences(told, then, table=table, columns=columns, where=where) != (0, 0):
            leaks = _differing(told, then, table=table, columns=columns, where=where)
            pytest.fail(f"{table} of {day} knows the future in {leaks}.")


def _differing(
    told: Place, then: Place, *, table: str, columns: list[str], where: str
) -> list[str]:
    """Return the columns in which two warehouses differ; rows are read once for all of them."""
    files = [place.folder / "of_the_day.parquet" for place in (told, then)]
    for place, file in zip((told, then), files, strict=True):
        place.ask(f"copy (from {table} where {where}) to '{file}'")
    with duckdb.connect() as connection:
        return [
            column
            for column in columns
            if connection.execute(_differences_in(column, *files)).fetchall()
        ]


def _differences_in(column: str, *files: Path) -> str:
    """Return a query for a row of either file whose value in a column the other has not."""
    one, other = (f"(from '{file}' select {', '.join(GRAIN)}, {column} as it)" for file in files)
    return f"(({one} except all {other}) union all ({other} except all {one})) limit 1"


def _is_known(table: str, day: date) -> str:
    return f"({SOURCES[table].happened_at} < '{day}' and recorded_at < '{day}')"


def _known(table: str, day: date) -> str:
    columns = _replaced(
        {
            column: f"case when {moment} < '{day}' then {column} end"
            for column, moment in SOURCES[table].known_since.items()
        }
    )
    return f"from {table} select {columns} where {_is_known(table, day)}"


def _poisoned(table: str, day: date) -> str:
    source = SOURCES[table]
    late = f"timestamp '{day}' + interval 3 hour"
    filled_in_wrongly = _replaced(
        {
            column: f"case when {column} < '{day}' then {column} else {late} end"
            for column, moment in source.known_since.items()
            if column == moment
        }
    )
    wrong = _replaced(source.poison)
    late_row = {**source.poison, "recorded_at": late}
    late_copy = _replaced({**late_row, source.key: f"'late ' || {source.key}"})
    known, later = _is_known(table, day), f"not {_is_known(table, day)}"
    queries = [
        f"from {table} select {filled_in_wrongly} where {known}",
        f"from {table} select {wrong} where {later}",
        f"from {table} select {_replaced(late_row)} where {known}",
        # A late customer would be another company: nothing else would know it.
        *([f"from {table} select {late_copy} where {known}"] if table != "customers" else []),
    ]
    return " union all by name ".join(queries)


def _replaced(values: Mapping[str, str]) -> str:
    if not values:
        return "*"
    return f"* replace ({', '.join(f'{value} as {column}' for column, value in values.items())})"


def _write(raw: Path, folder: Path, *, queries: Mapping[str, str]) -> Path:
    folder.mkdir(parents=True)
    with _open_tables(raw) as connection:
        for table, query in queries.items():
            connection.execute(f"copy ({query}) to '{folder / table}.parquet'")
    return folder


@contextmanager
def _open_tables(raw: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        for table in SOURCES:
            single = raw / f"{table}.parquet"
            files = single if single.is_file() else raw / table / "*.parquet"
            connection.execute(f"create view {table} as from '{files}'")
        yield connection
