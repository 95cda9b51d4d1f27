"""Bring what a CRM holds into the source table `crm_tasks`, so that nothing there is lost."""

import json
import os
from collections import Counter
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import duckdb

from apps.crm.errors import CrmError
from apps.crm.outbox import FOLDER
from apps.crm.targets import Readable, Target
from apps.crm.tasks import ReadTask
from apps.delivery import WAITS_SECONDS, Clock, DeliveryError, keep_trying
from warehouse.contract import Table, read_contract
from warehouse.errors import summarize
from warehouse.guard import Lock
from warehouse.lockdown import lock_down

TABLE: Final = "crm_tasks"
MARK: Final = '"'


def pull(target: Target, *, folder: Path, raw_path: Path, clock: Clock) -> str:
    """Read all tasks of a CRM, merge them into `crm_tasks.parquet`, and return what changed.

    Raises:
        NotNowError: Another process pulls.
        CrmError: The CRM cannot be read or did not answer, or the table is kept in another form.
    """
    if not isinstance(target, Readable):
        raise CrmError(
            f"{target.name} cannot be asked: let it write {TABLE} itself, in the columns that "
            "docs/crm.md names."
        )
    _require_file(raw_path)
    lock = Lock.take((folder / FOLDER / "pull.lock").absolute(), purpose=f"pull into {raw_path}")
    try:
        tasks = _read(target, clock=clock)
        new, changed, total = _merge(tasks, path=raw_path / f"{TABLE}.parquet", at=clock.read())
    finally:
        # An error's traceback would keep it.
        del lock
    twice = [task_id for task_id, count in Counter(t.task_id for t in tasks).items() if count > 1]
    lines = [
        f"{target.name}: {len(tasks):,} tasks read, {new:,} of them new and {changed:,} changed; "
        f"{raw_path / TABLE}.parquet holds {total:,} rows. The next `dbt build` reads it."
    ]
    if twice:
        lines.append(
            f"{len(twice):,} tasks are there twice, such as {twice[0]}: remove the copies there, "
            "and let the field of the task's id be unique."
        )
    return "\n".join(lines)


def _read(target: Readable, *, clock: Clock) -> list[ReadTask]:
    tasks: list[ReadTask] = []

    def attempt() -> DeliveryError | None:
        try:
            tasks[:] = target.read(at=clock.read())
        except DeliveryError as error:
            return error
        return None

    if error := keep_trying(attempt, clock=clock, waits=WAITS_SECONDS):
        raise CrmError(f"Nothing was read, and {TABLE} is as it was. {error}") from error
    return tasks


def _require_file(raw_path: Path) -> None:
    if not raw_path.is_dir():
        raise CrmError(f"{raw_path} is no folder: name that of the source tables by `--into`.")
    others = [raw_path / f"{TABLE}.csv", raw_path / TABLE]
    if kept := [path for path in others if path.exists()]:
        raise CrmError(f"{TABLE} is kept as {kept[0]}: make {TABLE}.parquet of it, and pull again.")


def _merge(tasks: list[ReadTask], *, path: Path, at: datetime) -> tuple[int, int, int]:
    """Put the tasks into the file, in one step, and return how many are new, changed, and there.

    Rows of other tasks and other columns stay as they are, and so does when a row was recorded.
    """
    (table,) = [table for table in read_contract() if table.name == TABLE]
    draft = path.with_name(f".{path.name}.new")
    try:
        with duckdb.connect(config={"memory_limit": "1GB"}) as connection:
            connection.execute("set TimeZone = 'UTC'")
            lock_down(connection, folders=[path.parent.absolute()])
            _load(connection, tasks, table=table, at=at)
            _load_held(connection, path)
            counts = _compare(connection)
            _write(connection, draft)
        with draft.open("rb") as file:
            os.fsync(file.fileno())
        draft.replace(path)
    except duckdb.Error as error:
        raise CrmError(
            f"{path} cannot be merged with what the CRM holds ({summarize(error)}): repair it; it "
            "is as it was."
        ) from error
    finally:
        draft.unlink(missing_ok=True)
    return counts


def _load(
    connection: duckdb.DuckDBPyConnection, tasks: list[ReadTask], *, table: Table, at: datetime
) -> None:
    recorded_at = at.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    # Of copies the first counts.
    rows = {task.task_id: {**asdict(task), "recorded_at": recorded_at} for task in reversed(tasks)}
    types = {column.name: column.data_type for column in table.columns}
    connection.execute(
        "create table pulled as select unnest(from_json(?, ?), recursive := true)",
        [json.dumps(list(rows.values()), default=str), json.dumps([types])],
    )


def _load_held(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    if not path.exists():
        connection.execute("create table held as from pulled where false")
        return
    connection.execute(
        f"create table held as from read_parquet({_text(path)})"
        " select * replace (cast(task_id as varchar) as task_id)"
    )


def _compare(connection: duckdb.DuckDBPyConnection) -> tuple[int, int, int]:
    """Return how many tasks are new, how many have changed, and how many rows there will be."""
    held = {name.lower() for name in _names(connection, "held")}
    told = [name for name in _names(connection, "pulled") if name != "recorded_at"]
    changed = " or ".join(
        f"cast(pulled.{name} as varchar) is distinct from cast(held.{name} as varchar)"
        if name in held
        else f"pulled.{name} is not null"
        for name in told
    )
    ((new, differing, total),) = connection.execute(
        f"""
        select
            (select count(*) from pulled anti join held using (task_id)),
            (
                select count(distinct pulled.task_id)
                from pulled inner join held using (task_id) where {changed}
            ),
            (select count(*) from held anti join pulled using (task_id))
                + (select count(*) from pulled)
        """  # noqa: S608 - names of our own contract
    ).fetchall()
    return new, differing, total


def _write(connection: duckdb.DuckDBPyConnection, draft: Path) -> None:
    """Write what is held and what was read; a row that was there keeps what no CRM says."""
    told = _names(connection, "pulled")
    held = _names(connection, "held")
    kept = [f"held.{_name(name)}" for name in held if name.lower() not in told]
    recorded = (
        "case when held.task_id is null then pulled.recorded_at else held.recorded_at end"
        if "recorded_at" in map(str.lower, held)
        else "case when held.task_id is null then pulled.recorded_at end"
    )
    columns = ["pulled.* exclude (recorded_at)", f"{recorded} as recorded_at", *kept]
    connection.execute(
        f"""
        copy (
            select * from held anti join pulled using (task_id)
            union all by name
            select {", ".join(columns)}
            from pulled
            left join (select distinct on (task_id) * from held) as held
                on pulled.task_id = held.task_id
            order by created_at, task_id
        ) to {_text(draft)} (format parquet, compression zstd)
        """  # noqa: S608 - names are quoted, and the place is a path of our own
    )


def _names(connection: duckdb.DuckDBPyConnection, table: str) -> list[str]:
    return [row[0] for row in connection.execute(f"describe {table}").fetchall()]


def _name(column: str) -> str:
    return MARK + column.replace(MARK, MARK * 2) + MARK


def _text(path: Path) -> str:
    return "'" + str(path.absolute()).replace("'", "''") + "'"
