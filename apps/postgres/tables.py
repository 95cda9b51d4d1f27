"""One table: its contract in PostgreSQL's words, and its rows."""

from collections.abc import Iterator
from typing import Any, Final

import duckdb
import psycopg
from psycopg import sql

from apps.contract import Table
from apps.postgres.errors import PostgresError

TYPES: Final = {
    "VARCHAR": "text",
    "DATE": "date",
    "TIMESTAMP": "timestamp",
    "TIMESTAMP WITH TIME ZONE": "timestamptz",
    "BOOLEAN": "boolean",
    "FLOAT": "real",
    "DOUBLE": "double precision",
    "TINYINT": "smallint",
    "SMALLINT": "smallint",
    "INTEGER": "integer",
    "BIGINT": "bigint",
    "UBIGINT": "numeric(20)",
    "HUGEINT": "numeric(39)",
}
ROWS_AT_ONCE: Final = 10_000
# PostgreSQL's text cannot hold the character zero.
ZERO, REPLACEMENT = "\0", "\ufffd"


def postgres_type(data_type: str) -> str:
    """Return PostgreSQL's name of a type of DuckDB.

    Raises:
        PostgresError: there is none that we know of.
    """
    if data_type.startswith("DECIMAL("):
        return f"numeric{data_type.removeprefix('DECIMAL')}"
    if data_type not in TYPES:
        raise PostgresError(
            f"No type of PostgreSQL stands for {data_type}: cast the column in its model."
        )
    return TYPES[data_type]


def create(connection: psycopg.Connection[Any], table: Table, *, place: sql.Composable) -> None:
    """Create an empty table at `place` with the names, types and descriptions of the contract."""
    columns = sql.SQL(", ").join(
        sql.SQL("{} {}").format(
            sql.Identifier(column.name),
            sql.SQL(postgres_type(column.data_type)),
        )
        for column in table.columns
    )
    connection.execute(sql.SQL("create table {} ({})").format(place, columns))
    comments = [(sql.SQL("table {}").format(place), table.description)]
    comments += [
        (sql.SQL("column {}.{}").format(place, sql.Identifier(column.name)), column.description)
        for column in table.columns
    ]
    for what, text in comments:
        if text:
            comment = sql.SQL("comment on {} is {}").format(what, sql.Literal(text))
            connection.execute(comment)


def fill(
    connection: psycopg.Connection[Any],
    table: Table,
    *,
    place: sql.Composable,
    publication: duckdb.DuckDBPyConnection,
) -> int:
    """Copy the rows of a published table into one made in this transaction; return how many.

    The rows are frozen: a reader whose snapshot is older than they are finds them, and never an
    empty table under the new name.
    """
    # A table's own name, and no text from outside.
    publication.execute(f'select * from "{table.name}"')  # noqa: S608
    count = 0
    with connection.cursor().copy(sql.SQL("copy {} from stdin (freeze)").format(place)) as copy:
        for row in _rows(publication):
            copy.write_row(row)
            count += 1
    return count


def _rows(publication: duckdb.DuckDBPyConnection) -> Iterator[list[object]]:
    while rows := publication.fetchmany(ROWS_AT_ONCE):
        for row in rows:
            yield [
                value.replace(ZERO, REPLACEMENT) if isinstance(value, str) else value
                for value in row
            ]
