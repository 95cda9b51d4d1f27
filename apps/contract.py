"""The contract of the published tables as they carry it: names, types and what they mean."""

from dataclasses import dataclass

import duckdb

TABLES = """
    select table_name, coalesce(comment, '') from duckdb_tables()
    where database_name = current_database() and schema_name = 'main' order by table_name
"""
COLUMNS = """
    select table_name, column_name, data_type, coalesce(comment, '') from duckdb_columns()
    where database_name = current_database() and schema_name = 'main'
    order by table_name, column_index
"""


@dataclass(frozen=True)
class Column:
    """A column: its type as DuckDB writes it, and its description."""

    name: str
    data_type: str
    description: str


@dataclass(frozen=True)
class Table:
    """A published table and its columns, in order."""

    name: str
    description: str
    columns: tuple[Column, ...]


def read_contract(connection: duckdb.DuckDBPyConnection) -> dict[str, Table]:
    """Return every table of a publication by its name."""
    columns: dict[str, list[Column]] = {}
    for table, *described in connection.execute(COLUMNS).fetchall():
        columns.setdefault(table, []).append(Column(*described))
    return {
        name: Table(name, description, tuple(columns[name]))
        for name, description in connection.execute(TABLES).fetchall()
    }
