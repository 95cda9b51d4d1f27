"""Bring another company's files into the source contract, by plain SQL: one file per table.

An example folder holds `<table>.sql` for some tables of the contract. Each is one select that reads
files below `getvariable('source')`, and its rows become `<table>.parquet`.
"""

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import duckdb

from warehouse.contract import read_contract
from warehouse.errors import ImportingError, summarize
from warehouse.lockdown import lock_down

MEMORY_LIMIT = "2GB"


def import_company(
    example: Path,
    *,
    source: Path,
    target: Path,
    progress: Callable[[str], None] | None = None,
) -> dict[str, int]:
    """Write one Parquet file per SQL file of `example` into `target`, and return rows by table.

    The whole folder changes at once: an interrupted import leaves what was there, and a finished
    one replaces it. `progress` hears one line per table.

    Raises:
        ImportingError: `example` has a file for no table of the contract, a select fails, or
            `target` holds something that no import made.
    """
    queries = _read_queries(example)
    if not source.is_dir():
        raise ImportingError(f"{source} is no folder: give the folder of the company's files.")
    _require_replaceable(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    try:
        (work / "new").mkdir()
        counts = _write(queries, source=source, work=work, progress=progress or _say_nothing)
        _swap(work, target=target)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return counts


def _read_queries(example: Path) -> dict[Path, str]:
    known = {table.name for table in read_contract()}
    files = sorted(example.glob("*.sql"))
    if not files:
        raise ImportingError(
            f"{example} has no SQL file: write one per table, {', '.join(sorted(known))}."
        )
    unknown = [file.name for file in files if file.stem not in known]
    if unknown:
        raise ImportingError(
            f"{example / unknown[0]} is named for no table of the source contract: "
            f"name it for one of {', '.join(sorted(known))}."
        )
    return {file: file.read_text("utf-8") for file in files}


def _require_replaceable(target: Path) -> None:
    """Stop where replacing `target` would remove what an import cannot have made."""
    made = {f"{table.name}.parquet" for table in read_contract()}
    others = sorted(path.name for path in target.glob("*") if path.name not in made)
    if target.exists() and (not target.is_dir() or others):
        raise ImportingError(
            f"{target} holds {others[0] if others else 'a file'}, which no import made: "
            "give another folder, or remove it yourself."
        )


def _write(
    queries: dict[Path, str], *, source: Path, work: Path, progress: Callable[[str], None]
) -> dict[str, int]:
    config = {"memory_limit": MEMORY_LIMIT, "preserve_insertion_order": "false"}
    counts = {}
    with duckdb.connect(str(work / "work.duckdb"), config=dict(config)) as connection:
        connection.execute("set global TimeZone = 'UTC'")
        connection.execute(f"set variable source = {_quote(source.absolute())}")
        lock_down(connection, folders=[source.absolute(), (work / "new").absolute()])
        for file, query in queries.items():
            place = _quote((work / "new" / f"{file.stem}.parquet").absolute())
            try:
                ((rows,),) = connection.execute(
                    f"copy (\n{query}\n) to {place} (format parquet, compression zstd)"
                ).fetchall()
            except duckdb.Error as error:
                raise ImportingError(
                    f"{file} cannot be run on {source} ({summarize(error)}): "
                    "check the folder and the query."
                ) from error
            counts[file.stem] = rows
            progress(f"{file.stem}: {rows:,} rows")
    return counts


def _swap(work: Path, *, target: Path) -> None:
    """Put the new folder in the place of the old one, in two renames."""
    if target.exists():
        target.rename(work / "old")
    (work / "new").rename(target)


def _say_nothing(_: str) -> None:
    return None


def _quote(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"
