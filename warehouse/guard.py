"""Who may build now: one process per warehouse, and only with room on the disk."""

import atexit
import contextlib
import fcntl
import os
import re
import shutil
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, ClassVar
from weakref import WeakValueDictionary

import duckdb

from warehouse.errors import NotNowError, WarehouseError

# Of a database's size: a table and its successor stand side by side, and so do two publications.
FREE_SPACE_FACTOR = 2.5
# The exit code that schedulers know as "try again later".
TRY_AGAIN_LATER = os.EX_TEMPFAIL
# The schemas of a warehouse, and what DuckDB itself calls by these names.
SCHEMAS = (
    *("raw", "seeds", "staging", "intermediate", "features", "ml", "scores"),
    *("retention", "monitoring", "governance", "publish", "main", "system", "temp"),
)


class Lock:
    """A lock on a file, held while this object lives and gone with its process at the latest."""

    # A second run inside one process (dbtRunner) shares the lock instead of waiting for itself.
    _held: ClassVar[WeakValueDictionary[Path, "Lock"]] = WeakValueDictionary()

    def __init__(self, file: IO[str]) -> None:
        self._file = file

    def __del__(self) -> None:
        """Let go; the file stays, since removing it would let two processes lock two files."""
        self._file.close()

    @classmethod
    def take(cls, path: Path, *, purpose: str) -> "Lock":
        """Return the lock on `path`, which is made if absent; `purpose` names what it protects.

        Raises:
            NotNowError: Another process holds it.
        """
        held = cls._held.get(path)
        if held is None:
            path.parent.mkdir(parents=True, exist_ok=True)
            file = path.open("a+", encoding="utf-8")
            _lock(file, purpose=purpose)
            held = cls._held[path] = cls(file)
        return held


def admit(warehouse: Path) -> Lock:
    """Return the lock by which this process may open `warehouse` for writing.

    Raises:
        NotNowError: Another run holds it, another program has it open, or the disk has less than
            2.5 times its size free.
    """
    lock = Lock.take(
        warehouse.with_name(warehouse.name + ".lock").absolute(), purpose=f"dbt run on {warehouse}"
    )
    require_space(warehouse, free=shutil.disk_usage(warehouse.absolute().parent).free)
    require_closed(warehouse)
    return lock


def require_own_name(warehouse: Path) -> None:
    """Do nothing where the warehouse's file is not named like a schema of it.

    Raises:
        WarehouseError: It is. DuckDB calls a database by its file, so that `scores.fct_alerts`
            could mean either.
    """
    name = warehouse.stem
    if name.lower() in SCHEMAS:
        raise WarehouseError(
            f"The warehouse's file is named {warehouse.name}, as its schema {name.lower()} is: "
            "give the file of WAREHOUSE_PATH another name, for example mainstay.duckdb."
        )


def require_space(warehouse: Path, *, free: int) -> None:
    """Do nothing where `free` bytes are enough to build `warehouse`; a new one needs none yet.

    Raises:
        NotNowError: They are not. A build that fills the disk leaves a file that cannot grow again.
    """
    size = warehouse.stat().st_size if warehouse.exists() else 0
    if free < FREE_SPACE_FACTOR * size:
        raise NotNowError(
            f"The disk has {_megabytes(free)} free and a build of {warehouse} ({_megabytes(size)}) "
            f"needs {_megabytes(FREE_SPACE_FACTOR * size)}: free some space, or move the warehouse."
        )


def require_closed(warehouse: Path) -> None:
    """Do nothing where no other process has `warehouse` open, for reading or for writing.

    Raises:
        NotNowError: Another has, by DuckDB's own lock.
    """
    if not warehouse.exists():
        return
    try:
        duckdb.connect(str(warehouse)).close()
    except duckdb.IOException as error:
        holder = re.search(r"Conflicting lock .*\(PID (\d+)\)", str(error))
        if holder:
            raise NotNowError(
                f"Another program has {warehouse} open (process {holder[1]}): close it there, and "
                "let it read the publication instead."
            ) from error
    except duckdb.Error:
        return  # this process has it open, or it is damaged: dbt opens it next, and says so


def end_dbt_command(refusal: NotNowError) -> None:
    """End the process with exit code 75 where it is dbt's own command; do nothing elsewhere.

    dbt knows only the exit codes 1 and 2, and nothing is open yet that needs closing. A program
    that runs dbt inside itself (dbtRunner) lives on, and finds the refusal in its result.
    """
    if sys.argv[0].endswith(("/dbt", "/dbt/cli/main.py")):
        sys.stdout.flush()
        sys.stderr.write(f"{refusal.msg}\n")
        sys.stderr.flush()
        # What a normal exit runs: dbt's locks, for one, would else be reported as leaked.
        atexit._run_exitfuncs()
        os._exit(TRY_AGAIN_LATER)


def _lock(file: IO[str], *, purpose: str) -> None:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        with contextlib.closing(file):
            sentence = _describe_holder(file, purpose=purpose)
        raise NotNowError(sentence) from error
    file.seek(0)
    file.truncate()
    file.write(str(os.getpid()))
    file.flush()


def _describe_holder(file: IO[str], *, purpose: str) -> str:
    file.seek(0)
    pid = file.read(20).strip() or "unknown"
    # The holder wrote its number when it started, so the file's own time says when that was.
    since = datetime.fromtimestamp(os.fstat(file.fileno()).st_mtime, tz=UTC)
    return (
        f"Another {purpose} is under way (process {pid}, since {since:%Y-%m-%d %H:%M:%S} UTC): "
        "wait until it has ended."
    )


def _megabytes(size: float) -> str:
    return f"{size / 1e6:,.0f} MB"
