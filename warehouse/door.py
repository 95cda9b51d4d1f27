"""The door: raw files or tables become views of the schema `raw`, in the contract's types.

Both doors of the source contract (files under RAW_PATH, tables of RAW_SCHEMA) end in the same
views, so that nothing behind them knows which one a company uses. Beside the contract's columns
each view has `malformed_column` (the first column whose value could not be read, or the line that
is no row, or null), `source_row` (the row as it was) and `source_hash` (a hash of that, which
costs a fraction of reading the row by the contract). What was found is written to
`raw.source_columns`, by which `require_sources` decides.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb

from warehouse.casting import Cast, cast_column
from warehouse.contract import Column, Table, read_contract
from warehouse.csv_files import REJECTED_AT, REJECTED_LINE, load_csv, quote
from warehouse.errors import SourceError

_MARK = '"'
_NOTHING = (
    "cast(null as varchar) as malformed_column",
    "cast(null as json) as source_row",
    "cast(null as ubigint) as source_hash",
)


@dataclass(frozen=True)
class Origin:
    """Where a table's rows come from: SQL to select from, and words for messages."""

    relation: str
    place: str


def open_door(
    connection: duckdb.DuckDBPyConnection, *, raw_path: Path, raw_schema: str = ""
) -> None:
    """Make one view per contract table in the schema `raw`, and the table `raw.source_columns`.

    A table that is absent becomes a view of typed zero rows.

    Raises:
        SourceError: A file cannot be read, or a column's type cannot become the contract's.
    """
    connection.execute("create schema if not exists raw")
    connection.execute(
        "create or replace table raw.source_columns (table_name varchar, column_name varchar,"
        " is_table_present boolean, is_column_present boolean, is_column_optional boolean,"
        " place varchar)"
    )
    for table in read_contract():
        try:
            origin = (
                _find_table(connection, table, raw_schema)
                if raw_schema
                else _find_files(connection, table, raw_path)
            )
            native_types = _describe(connection, origin) if origin else {}
            connection.execute(_view(table, origin, native_types))
        except duckdb.Error as error:
            reason = str(error).splitlines()[0]
            raise SourceError(
                f"The source table {table.name} cannot be read ({reason}): repair it, or load it "
                "again."
            ) from error
        place = origin.place if origin else (raw_schema or str(raw_path))
        connection.executemany(
            "insert into raw.source_columns values (?, ?, ?, ?, ?, ?)",
            [
                (
                    table.name,
                    column.name,
                    origin is not None,
                    column.name in native_types,
                    column.is_optional,
                    place,
                )
                for column in table.columns
            ],
        )


def _find_table(
    connection: duckdb.DuckDBPyConnection, table: Table, raw_schema: str
) -> Origin | None:
    database, _, schema = raw_schema.rpartition(".")
    if schema.lower() == "raw" and not database:
        raise SourceError(
            "RAW_SCHEMA is raw, where a build makes views of its own: load your tables into "
            "another schema."
        )
    found = connection.execute(
        "select 1 from information_schema.tables where lower(table_schema) = lower(?)"
        " and lower(table_name) = ?"
        " and lower(table_catalog) = lower(coalesce(nullif(?, ''), current_database()))",
        [schema, table.name, database],
    ).fetchall()
    quoted = ".".join(f'"{part}"' for part in (database, schema, table.name) if part)
    return Origin(quoted, f"{raw_schema}.{table.name}") if found else None


def _find_files(
    connection: duckdb.DuckDBPyConnection, table: Table, raw_path: Path
) -> Origin | None:
    found = [
        (suffix, files)
        for suffix in ("parquet", "csv")
        for files in (
            [file for file in [raw_path / f"{table.name}.{suffix}"] if file.is_file()],
            sorted((raw_path / table.name).glob(f"*.{suffix}")),
        )
        if files
    ]
    if not found:
        return None
    if len(found) > 1:
        places = " and as ".join(_place(files) for _, files in found)
        raise SourceError(f"The source table {table.name} is there as {places}: keep one of them.")
    ((suffix, files),) = found
    _require_inside(files, raw_path)
    if suffix == "csv":
        loaded = f'raw."{table.name}__csv"'
        load_csv(connection, files, table=loaded)
        return Origin(loaded, _place(files))
    listed = ", ".join(quote(file) for file in files)
    return Origin(f"read_parquet([{listed}], union_by_name = true)", _place(files))


def _require_inside(files: list[Path], raw_path: Path) -> None:
    for file in files:
        if not file.resolve().is_relative_to(raw_path.resolve()):
            raise SourceError(
                f"{file} is a link to {file.resolve()}, outside of {raw_path}: put the file itself "
                "there."
            )


def _describe(connection: duckdb.DuckDBPyConnection, origin: Origin) -> Mapping[str, str]:
    """Return each column's name in lower case and its own type."""
    described = connection.execute(f"describe select * from {origin.relation}").fetchall()  # noqa: S608
    return {name.lower(): native_type for name, native_type, *_ in described}


def _view(table: Table, origin: Origin | None, native_types: Mapping[str, str]) -> str:
    head = f"create or replace view raw.{table.name} as select "
    if origin is None:
        nulls = [f"cast(null as {column.data_type}) as {column.name}" for column in table.columns]
        return head + ", ".join([*nulls, *_NOTHING]) + " where false"
    casts = {
        column.name: _cast(table, column, native_types[column.name], origin)
        for column in table.columns
        if column.name in native_types
    }
    values = [
        f"{casts[column.name].value} as {column.name}"
        if column.name in casts
        else f"cast(null as {column.data_type}) as {column.name}"
        for column in table.columns
    ]
    tests = [
        f"when {cast.is_malformed} then '{name}'"
        for name, cast in casts.items()
        if cast.is_malformed
    ]
    if REJECTED_AT in native_types:
        tests.insert(0, f"when {REJECTED_AT} is not null then {REJECTED_AT}")
    malformed = f"case {' '.join(tests)} end" if tests else "cast(null as varchar)"
    row = _source_row(native_types)
    return (
        head
        + ", ".join([*values, f"{malformed} as malformed_column", f"{row} as source_row"])
        + ", hash(origin) as source_hash"
        + f" from {origin.relation} as origin"
    )


def _source_row(native_types: Mapping[str, str]) -> str:
    """Return the SQL of a row as it was, for `to_json`: its columns, or the line that is no row."""
    if REJECTED_AT not in native_types:
        return "origin"
    names = [name for name in native_types if name not in (REJECTED_AT, REJECTED_LINE)]
    columns = ", ".join(
        f'{quote(name)}: origin."{name.replace(_MARK, _MARK * 2)}"' for name in names
    )
    return (
        f"case when {REJECTED_AT} is null then to_json({{{columns}}})"
        f" else to_json({{'line': {REJECTED_LINE}}}) end"
    )


def _cast(table: Table, column: Column, native_type: str, origin: Origin) -> Cast:
    cast = cast_column(column, native_type)
    if cast is None:
        raise SourceError(
            f"{table.name}.{column.name} in {origin.place} is {native_type}, and the source "
            f"contract wants {column.data_type}: convert it before it comes here."
        )
    return cast


def _place(files: list[Path]) -> str:
    return str(files[0]) if len(files) == 1 else f"{files[0].parent} ({len(files)} files)"
