"""The publication: BI is never locked, and never sees half a build.

A draft is written in one transaction, closed, opened again and compared with the build's own
tables; only then it gets its name, and only then one step makes it current. Whatever happens before
that step, readers keep what they had.
"""

import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pandas as pd

from warehouse import shelf
from warehouse.contents import Contents, measure, read_comments, write_comments
from warehouse.errors import PublicationError, summarize

PROJECT = Path(__file__).parents[1]
# Today's BI clients cannot read the format that DuckDB 2.0 writes by itself.
STORAGE_VERSION = "v1.4.0"
# A draft is read back as a database of its own, which would take most of the machine by itself.
CHECK_CONFIG: dict[str, str | bool | int | float | list[str]] = {"memory_limit": "500MB"}
RUN_COLUMNS = (
    "run_id",
    "published_at",
    "git_commit",
    "as_of_date",
    "model_version",
    "artifact_hash",
    "dbt_version",
    "test_results",
)

Comments = dict[tuple[str, str], str]


def publish(
    session: duckdb.DuckDBPyConnection,
    *,
    tables: Sequence[str],
    folder: Path,
    run: Mapping[str, str],
) -> pd.DataFrame:
    """Publish `tables` ("schema.table" of the build) as a DuckDB file and as Parquet files.

    Where the newest publication holds the same already, there is no new one. `run` fills the
    manifest: one text for each of `RUN_COLUMNS` but the commit; `run_id` begins with the sortable
    moment of the run's start.

    Returns:
        The ledger, one row per table: run_id, published_at, table_name, row_count, content_hash,
        path. A run_id older than the run's own says that nothing was new.

    Raises:
        PublicationError: No publication was made; the one before stays current.
        NotNowError: Somebody else publishes or rolls back in `folder` at this moment.
    """
    named = [_split(table) for table in tables]
    if not named:
        raise PublicationError("There is no table to publish: name at least one.")
    with shelf.change(folder):
        try:
            with session.cursor() as cursor:
                run_id = _publish(cursor, named=named, folder=folder, run=run)
        except (duckdb.Error, OSError) as error:
            raise PublicationError(
                f"No publication was made in {folder} ({summarize(error)}): "
                "the one before stays current."
            ) from error
        return _ledger(folder, run_id=run_id)


def _split(table: str) -> tuple[str, str]:
    schema, _, name = table.partition(".")
    if not (schema and name):
        raise PublicationError(f"The table to publish is '{table}': name it as schema.table.")
    return schema, name


def _publish(
    cursor: duckdb.DuckDBPyConnection,
    *,
    named: list[tuple[str, str]],
    folder: Path,
    run: Mapping[str, str],
) -> str:
    ((database,),) = cursor.execute("select current_database()").fetchall()
    contents = [
        measure(cursor, table_name=name, relation=f'"{database}"."{schema}"."{name}"')
        for schema, name in named
    ]
    comments = read_comments(cursor, database=database, tables=named)
    newest = next(reversed(shelf.list_runs(folder)), None)
    if newest and _holds(folder / f"{newest}.duckdb", contents=contents, comments=comments):
        # A kill may have left it unseen, and a person may have turned away from it.
        if shelf.read_rolled_back_from(folder) != newest:
            shelf.show(folder, run_id=newest)
        return newest
    run_id = run["run_id"]
    draft = folder / f".{run_id}.duckdb"
    with _attached(cursor, draft), _transaction(cursor):
        _copy_tables(cursor, named)
        write_comments(cursor, comments, database="publication")
        _write_manifest(cursor, contents=contents, run=run)
    _verify(draft, contents=contents)
    _write_parquet(draft, folder=folder / shelf.PARQUET / run_id, contents=contents)
    draft.chmod(0o444)
    shelf.sync(draft)
    draft.rename(folder / f"{run_id}.duckdb")
    shelf.sync(folder)
    shelf.show(folder, run_id=run_id)
    return run_id


def _holds(path: Path, *, contents: list[Contents], comments: Comments) -> bool:
    """Return whether the publication at `path` has these contents and this documentation."""
    rows = shelf.read_manifest(path.parent, run_id=path.stem)
    published = {Contents(row["table_name"], row["row_count"], row["content_hash"]) for row in rows}
    if published != set(contents):
        return False
    with duckdb.connect(str(path), read_only=True, config=shelf.READER_CONFIG) as connection:
        ((database,),) = connection.execute("select current_database()").fetchall()
        places = [("main", content.table_name) for content in contents]
        return read_comments(connection, database=database, tables=places) == comments


@contextmanager
def _attached(cursor: duckdb.DuckDBPyConnection, draft: Path) -> Iterator[None]:
    """Attach a new database as `publication`, and leave it whole in one file."""
    place = _escape(draft)
    cursor.execute(f"attach '{place}' as publication (storage_version '{STORAGE_VERSION}')")
    try:
        yield
        cursor.execute("checkpoint publication")
    finally:
        cursor.execute("detach publication")
    if draft.with_name(draft.name + ".wal").exists():
        raise PublicationError(f"{draft} was closed and has a log left: run the build again.")


@contextmanager
def _transaction(cursor: duckdb.DuckDBPyConnection) -> Iterator[None]:
    cursor.execute("begin")
    try:
        yield
    except BaseException:
        cursor.execute("rollback")
        raise
    cursor.execute("commit")


def _copy_tables(cursor: duckdb.DuckDBPyConnection, named: list[tuple[str, str]]) -> None:
    for schema, name in named:
        source, target = f'"{schema}"."{name}"', f'publication.main."{name}"'
        cursor.execute(f"create table {target} as select * from {source}")  # noqa: S608


def _write_manifest(
    cursor: duckdb.DuckDBPyConnection, *, contents: list[Contents], run: Mapping[str, str]
) -> None:
    columns = ", ".join(f"{column} varchar" for column in RUN_COLUMNS)
    cursor.execute(
        "create table publication.main.manifest"
        f" ({columns}, table_name varchar, row_count bigint, content_hash varchar)"
    )
    described = {**run, "git_commit": read_commit(PROJECT)}
    shared = [described[column] for column in RUN_COLUMNS]
    places = ", ".join("?" * (len(shared) + 3))
    cursor.executemany(
        f"insert into publication.main.manifest values ({places})",  # noqa: S608
        [
            [*shared, content.table_name, content.row_count, content.content_hash]
            for content in contents
        ],
    )


def _verify(draft: Path, *, contents: list[Contents]) -> None:
    config = shelf.READER_CONFIG | CHECK_CONFIG
    with duckdb.connect(str(draft), read_only=True, config=config) as connection:
        for content in contents:
            name = content.table_name
            written = measure(connection, table_name=name, relation=f'"{name}"')
            _require_same(written, content, place="the published database")


def _write_parquet(draft: Path, *, folder: Path, contents: list[Contents]) -> None:
    """Write a file per table; the folder is nobody's until the database beside it has its name."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    with duckdb.connect(str(draft), read_only=True, config=CHECK_CONFIG) as connection:
        for content in contents:
            name = content.table_name
            file = folder / f"{name}.parquet"
            place = _escape(file)
            connection.execute(f"copy \"{name}\" to '{place}' (format parquet)")
            written = measure(connection, table_name=name, relation=f"read_parquet('{place}')")
            _require_same(written, content, place="its Parquet file")
            file.chmod(0o444)
            shelf.sync(file)
    shelf.sync(folder)
    shelf.sync(folder.parent)


def _require_same(written: Contents, content: Contents, *, place: str) -> None:
    if written != content:
        raise PublicationError(
            f"{content.table_name} has {content.row_count} rows of hash {content.content_hash} in "
            f"the warehouse, and {written.row_count} of hash {written.content_hash} in {place}: "
            "cast its columns to types that both can hold, and look for what else writes to it."
        )


def _ledger(folder: Path, *, run_id: str) -> pd.DataFrame:
    rows = pd.DataFrame(shelf.read_manifest(folder, run_id=run_id))
    rows["published_at"] = pd.to_datetime(rows["published_at"])
    rows["path"] = f"{run_id}.duckdb"
    return rows[["run_id", "published_at", "table_name", "row_count", "content_hash", "path"]]


def read_commit(folder: Path) -> str:
    """Return the git commit of the code in `folder`, or '' where there is none or no git."""
    git = shutil.which("git")
    if git is None:
        return ""
    answer = subprocess.run(  # noqa: S603 (no shell, and no argument comes from outside)
        [git, "-C", str(folder), "rev-parse", "HEAD"], capture_output=True, text=True, check=False
    )
    return answer.stdout.strip() if answer.returncode == 0 else ""


def _escape(path: Path) -> str:
    return str(path).replace("'", "''")
