"""A build that can reach its own folders and nothing else, once it is configured."""

from collections.abc import Iterable
from pathlib import Path

from duckdb import DuckDBPyConnection


def lock_down(connection: DuckDBPyConnection, *, folders: Iterable[Path]) -> None:
    """Forbid a database every file outside `folders` and every later change of settings.

    Its own file, its log and its spill folder stay open to it. Where it is locked already, nothing
    changes.
    """
    ((is_locked,),) = connection.execute("select current_setting('lock_configuration')").fetchall()
    if is_locked:
        return
    listed = ", ".join("'" + str(folder).replace("'", "''") + "'" for folder in folders)
    connection.execute(f"set allowed_directories = [{listed}]")
    connection.execute("set enable_external_access = false")
    connection.execute("set lock_configuration = true")
