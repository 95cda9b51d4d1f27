"""Ask a publication, and get rows of what JSON knows."""

import math
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NoReturn

import duckdb

from apps.reading import ReadingError

Row = dict[str, Any]
TABLES = "select table_name from information_schema.tables"


class AnsweredRow(dict[str, Any]):
    """A row by column name, which says in a sentence that a publication lacks a column."""

    def __missing__(self, name: str) -> NoReturn:
        raise ReadingError(
            f"This publication has no column {name}: another version of the project made it. Run"
            " `dbt build`."
        )


def ask(
    connection: duckdb.DuckDBPyConnection,
    query: str,
    *,
    values: Sequence[object] | Mapping[str, object] = (),
) -> list[Row]:
    """Return the rows of a query by column name; dates as text, money and shares as numbers."""
    answer = connection.execute(query, values if isinstance(values, Mapping) else list(values))
    names = [column[0] for column in answer.description or ()]
    return [AnsweredRow(zip(names, map(_plain, row), strict=True)) for row in answer.fetchall()]


def published_tables(connection: duckdb.DuckDBPyConnection) -> frozenset[str]:
    """Return the names of the tables that this publication holds."""
    return frozenset(row["table_name"] for row in ask(connection, TABLES))


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value
