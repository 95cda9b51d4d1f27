"""CSV files as tables of text: each line is loaded, or kept as it was; none is dropped."""

import csv
from itertools import count
from pathlib import Path

import duckdb

from warehouse.errors import SourceError

# Beside the file's own columns: where a line stands that is no row, and what it says.
REJECTED_AT, REJECTED_LINE = "_rejected_at", "_rejected_line"

_UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_OTHER_DELIMITERS = (";", "\t", "|")
# Text that stands for no value.
_NULLS = "['', 'NULL']"
# An open quote swallows the lines that follow, so nobody can say how many rows are lost.
_SWALLOWING = "UNQUOTED VALUE"


def load_csv(connection: duckdb.DuckDBPyConnection, files: list[Path], *, table: str) -> None:
    """Load `files` into the table `table`, as text; a view would parse them at each use.

    Raises:
        SourceError: A file is no UTF-8 text with commas and one header, or leaves a quote open.
    """
    headers = [_read_header(file) for file in files]
    for file, header in zip(files, headers, strict=True):
        if header != headers[0]:
            raise SourceError(
                f"{file} has other columns than {files[0]}: give all parts one header."
            )
    columns = ", ".join(f"{quote(name)}: 'VARCHAR'" for name in headers[0])
    listed = ", ".join(quote(file) for file in files)
    try:
        connection.execute(
            f"create or replace table {table} as "  # noqa: S608 (names are the contract's)
            f"select *, cast(null as varchar) as {REJECTED_AT},"
            f" cast(null as varchar) as {REJECTED_LINE}"
            f" from read_csv([{listed}], columns = {{{columns}}}, auto_detect = false,"
            f" header = true, delim = ',', quote = '\"', escape = '\"', nullstr = {_NULLS},"
            " strict_mode = true, ignore_errors = true, store_rejects = true, rejects_limit = 0,"
            " rejects_table = 'rejected_lines', rejects_scan = 'rejected_files')"
        )
    except duckdb.Error as error:
        raise SourceError(
            f"{listed} cannot be read as CSV ({str(error).splitlines()[0]}): export it again, with "
            "one kind of line end."
        ) from error
    _keep_rejected(connection, table=table)


def quote(value: Path | str) -> str:
    """Return a value as SQL text."""
    return "'" + str(value).replace("'", "''") + "'"


def _keep_rejected(connection: duckdb.DuckDBPyConnection, *, table: str) -> None:
    """Add the lines that are no rows to `table`, each once, and forget DuckDB's list of them."""
    swallowed = connection.execute(
        "select file_path, min(line) from rejected_lines"
        " join rejected_files using (scan_id, file_id)"
        " where error_type = ? group by all order by all",
        [_SWALLOWING],
    ).fetchall()
    if swallowed:
        ((path, line), *_) = swallowed
        raise SourceError(
            f"{path} opens a quote in line {line} that nothing closes: repair that line, or export "
            "the file again."
        )
    connection.execute(
        f"insert into {table} by name select"  # noqa: S608 (names are the contract's)
        f" 'line ' || line || ' of ' || parse_filename(file_path) as {REJECTED_AT},"
        f" any_value(csv_line) as {REJECTED_LINE}"
        " from rejected_lines join rejected_files using (scan_id, file_id) group by file_path, line"
    )
    connection.execute("drop table rejected_lines")
    connection.execute("drop table rejected_files")


def _read_header(file: Path) -> list[str]:
    with file.open("rb") as bytes_of_file:
        if bytes_of_file.read(2) in _UTF_16_MARKS:
            raise SourceError(f"{file} is UTF-16: save it as UTF-8.")
    with file.open(encoding="utf-8-sig", errors="replace", newline="") as lines:
        try:
            header = next(csv.reader(lines), [])
        except csv.Error as error:
            raise SourceError(f"{file} has no header that can be read ({error}).") from error
    _check_header(file, header)
    unnamed = (f"unnamed_{number}" for number in count(1))
    return [name.strip() or next(unnamed) for name in header]


def _check_header(file: Path, header: list[str]) -> None:
    first_line = ",".join(header)
    if not first_line or "\0" in first_line or "\ufffd" in first_line:
        raise SourceError(
            f"{file} has no header in UTF-8: write the column names into the first line."
        )
    others = [mark for mark in _OTHER_DELIMITERS if len(header) == 1 and mark in first_line]
    if others:
        raise SourceError(f"{file} separates its columns by {others[0]!r}: export it with commas.")
    names = [name.strip().casefold() for name in header]
    repeated = sorted({name for name in names if name and names.count(name) > 1})
    if repeated:
        raise SourceError(
            f"{file} names {repeated[0]} more than once: keep one column of the name."
        )
