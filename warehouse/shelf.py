"""The folder of publications: which there are, which is current, and how that changes in one step.

`<run_id>.duckdb` and `parquet/<run_id>/` hold one publication; `current.duckdb` is a link to one of
the databases, and `manifest.json` names the same publication and its Parquet files. A run id begins
with the moment its run started, so that names sort by age. What begins with a dot is a draft.
"""

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb

from warehouse.errors import PublicationError, summarize
from warehouse.guard import Lock

CURRENT = "current.duckdb"
MANIFEST = "manifest.json"
PARQUET = "parquet"
LOCK = "publication.lock"
KEPT = 5
# As every reader of ours opens a publication.
READER_CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "enable_external_access": False,
    "lock_configuration": True,
    "python_enable_replacements": False,
    "allow_community_extensions": False,
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}


def list_runs(folder: Path) -> list[str]:
    """Return the run ids of the publications in `folder`, oldest first."""
    names = [path.name for path in folder.glob("*.duckdb")]
    return sorted(
        name.removesuffix(".duckdb")
        for name in names
        if not name.startswith(".") and name != CURRENT
    )


def read_current(folder: Path) -> str | None:
    """Return the run id that readers see, or None where nothing is published yet."""
    link = folder / CURRENT
    return link.readlink().stem if link.is_symlink() and link.exists() else None


def read_manifest(folder: Path, *, run_id: str) -> list[dict[str, Any]]:
    """Return the manifest inside a publication, one row per table.

    Raises:
        PublicationError: There is no such publication, or it cannot be read.
    """
    if run_id not in list_runs(folder):
        known = ", ".join(list_runs(folder)) or "none"
        raise PublicationError(f"{folder} has no publication {run_id}; it has: {known}.")
    path = folder / f"{run_id}.duckdb"
    try:
        with duckdb.connect(str(path), read_only=True, config=READER_CONFIG) as connection:
            frame = connection.execute("select * from manifest order by table_name").df()
    except duckdb.Error as error:
        raise PublicationError(
            f"The publication {run_id} cannot be read ({summarize(error)}): choose another."
        ) from error
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]


def read_rolled_back_from(folder: Path) -> str | None:
    """Return the newest run id at the time somebody rolled back, or None if nobody has since."""
    path = folder / MANIFEST
    if not path.is_file():
        return None
    run_id: str | None = json.loads(path.read_text("utf-8"))["rolled_back_from"]
    return run_id


@contextmanager
def change(folder: Path) -> Iterator[None]:
    """Be the only one who changes `folder` meanwhile, and leave no draft behind.

    Raises:
        NotNowError: Somebody else publishes or rolls back there.
    """
    lock = Lock.take((folder / LOCK).absolute(), purpose=f"publication in {folder}")
    _sweep(folder)
    try:
        yield
    finally:
        _sweep(folder)
        del lock


def show(folder: Path, *, run_id: str, rolled_back_from: str | None = None) -> None:
    """Make `run_id` what readers see: the link first, then `manifest.json`, each in one step."""
    draft = folder / f".{CURRENT}"
    draft.symlink_to(f"{run_id}.duckdb")
    draft.replace(folder / CURRENT)
    sync(folder)
    draft = folder / f".{MANIFEST}"
    draft.write_text(_render_manifest(folder, run_id, rolled_back_from), encoding="utf-8")
    sync(draft)
    draft.replace(folder / MANIFEST)
    sync(folder)


def roll_back(folder: Path, *, run_id: str | None) -> str:
    """Show `run_id`, or the publication before the current one, and return its run id.

    Raises:
        PublicationError: There is no such publication.
        NotNowError: A build publishes at this moment.
    """
    if not folder.is_dir():
        raise PublicationError(f"{folder} does not exist: nothing was published there yet.")
    with change(folder):
        wanted = run_id or _before_current(folder)
        read_manifest(folder, run_id=wanted)
        newest = list_runs(folder)[-1]
        show(folder, run_id=wanted, rolled_back_from=None if wanted == newest else newest)
        return wanted


def sync(path: Path) -> None:
    """Return only when `path`, a file or the names in a folder, is on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _before_current(folder: Path) -> str:
    current = read_current(folder)
    older = [run for run in list_runs(folder) if current is not None and run < current]
    if not older:
        raise PublicationError(f"{folder} has no publication before the current one to go back to.")
    return older[-1]


def _sweep(folder: Path) -> None:
    """Remove the drafts of runs that were killed, and what is older than the newest five."""
    for path in folder.glob(".*"):
        path.unlink()
    for run in list_runs(folder)[:-KEPT]:
        if run != read_current(folder):
            (folder / f"{run}.duckdb").unlink()
    kept = list_runs(folder)
    for path in (folder / PARQUET).glob("*"):
        if path.name not in kept:
            shutil.rmtree(path)


def _render_manifest(folder: Path, run_id: str, rolled_back_from: str | None) -> str:
    rows = read_manifest(folder, run_id=run_id)
    per_table = ("table_name", "row_count", "content_hash")
    manifest = {name: value for name, value in rows[0].items() if name not in per_table}
    manifest["database"] = f"{run_id}.duckdb"
    manifest["rolled_back_from"] = rolled_back_from
    manifest["tables"] = [
        {name: row[name] for name in per_table}
        | {"path": f"{PARQUET}/{run_id}/{row['table_name']}.parquet"}
        for row in rows
    ]
    return json.dumps(manifest, indent=2)
