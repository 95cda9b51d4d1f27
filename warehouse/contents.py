"""What a table holds, in a few figures that two copies of it must share."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from duckdb import DuckDBPyConnection


@dataclass(frozen=True)
class Contents:
    """A table's content, whatever order its rows are in."""

    table_name: str
    row_count: int
    content_hash: str


def measure(connection: DuckDBPyConnection, *, table_name: str, relation: str) -> Contents:
    """Return the contents of `relation`, an SQL name or table function, under `table_name`.

    The hash is over the columns' names and types, the number of rows, and the sum and the
    exclusive or of DuckDB's hash of each row: independent of threads and of order, and (by the sum)
    moved by a row that comes twice. It finds accidents, not forgers: row hashes have 64 bits and
    are not cryptographic, and another version of DuckDB may compute others.
    """
    columns = connection.execute(f"describe select * from {relation}").fetchall()  # noqa: S608
    typed = [f"{name} {data_type}" for name, data_type, *_ in columns]
    ((rows, total, parity),) = connection.execute(
        f"select count(*), sum(hash(measured)), bit_xor(hash(measured)) from {relation} as measured"  # noqa: S608
    ).fetchall()
    text = "|".join([*typed, str(rows), str(total), str(parity)])
    return Contents(table_name, rows, hashlib.sha256(text.encode()).hexdigest()[:32])


def read_comments(
    connection: DuckDBPyConnection, *, database: str, tables: Iterable[tuple[str, str]]
) -> dict[tuple[str, str], str]:
    """Return the comments of tables, given as (schema, name), by table and column.

    The table's own comment has the column name ''. Without a comment there is no entry.
    """
    named = list(tables)
    rows = connection.execute(
        "select schema_name, table_name, '', comment from duckdb_tables() where database_name = $1"
        " union all select schema_name, view_name, '', comment from duckdb_views()"
        " where database_name = $1"
        " union all select schema_name, table_name, column_name, comment from duckdb_columns()"
        " where database_name = $1",
        [database],
    ).fetchall()
    return {
        (table, column): comment
        for schema, table, column, comment in rows
        if comment and (schema, table) in named
    }


def write_comments(
    connection: DuckDBPyConnection, comments: dict[tuple[str, str], str], *, database: str
) -> None:
    """Comment the tables of `database`'s schema main, and their columns."""
    for (table, column), comment in sorted(comments.items()):
        text = "'" + comment.replace("'", "''") + "'"
        name = f'"{database}".main."{table}"'
        if column:
            connection.execute(f'comment on column {name}."{column}" is {text}')
        else:
            connection.execute(f"comment on table {name} is {text}")
