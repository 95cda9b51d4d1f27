import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from tests.warehouse.maker import TABLES, load, open_warehouse, publish_version, run
from warehouse import shelf
from warehouse.errors import PublicationError
from warehouse.publication import publish


@pytest.fixture
def session(tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    published = tmp_path / "published"
    published.mkdir()
    with open_warehouse(tmp_path / "w.duckdb", published=published) as connection:
        yield connection


@pytest.fixture
def folder(tmp_path: Path, session: duckdb.DuckDBPyConnection) -> Path:
    """Return a folder of three publications."""
    published = tmp_path / "published"
    for number in (1, 2, 3):
        publish_version(session, folder=published, number=number, rows=5)
    return published


def current(folder: Path) -> list[str | None]:
    """Return what each of the two doors shows."""
    manifest = json.loads((folder / shelf.MANIFEST).read_text())
    return [shelf.read_current(folder), manifest["run_id"]]


def test_rollback_goes_back_by_one(folder):
    assert shelf.roll_back(folder, run_id=None) == run(2)["run_id"]
    assert current(folder) == [run(2)["run_id"]] * 2
    assert shelf.roll_back(folder, run_id=None) == run(1)["run_id"]
    with pytest.raises(PublicationError, match="no publication before the current one"):
        shelf.roll_back(folder, run_id=None)
    assert current(folder) == [run(1)["run_id"]] * 2


def test_rollback_goes_where_it_is_told_forward_too(folder):
    shelf.roll_back(folder, run_id=run(1)["run_id"])
    shelf.roll_back(folder, run_id=run(3)["run_id"])
    assert current(folder) == [run(3)["run_id"]] * 2
    assert shelf.read_rolled_back_from(folder) is None


@pytest.mark.parametrize("run_id", ["20990101T000000Z-run", "current", "../w"])
def test_what_was_never_published_cannot_be_shown(folder, run_id):
    with pytest.raises(PublicationError, match=f"has no publication {run_id}; it has: 2026"):
        shelf.roll_back(folder, run_id=run_id)
    assert current(folder) == [run(3)["run_id"]] * 2


def test_a_damaged_publication_cannot_be_shown(folder):
    path = folder / f"{run(2)['run_id']}.duckdb"
    path.chmod(0o644)
    path.write_bytes(path.read_bytes()[:5000])
    with pytest.raises(PublicationError, match="cannot be read .*: choose another"):
        shelf.roll_back(folder, run_id=None)
    assert current(folder) == [run(3)["run_id"]] * 2


def test_the_same_content_does_not_undo_a_rollback(session, folder):
    shelf.roll_back(folder, run_id=None)
    load(session, version=3, rows=5)
    publish(session, tables=TABLES, folder=folder, run=run(4))
    assert current(folder) == [run(2)["run_id"]] * 2


def test_new_content_ends_a_rollback(session, folder):
    shelf.roll_back(folder, run_id=None)
    publish_version(session, folder=folder, number=4, rows=5)
    assert current(folder) == [run(4)["run_id"]] * 2
    assert shelf.read_rolled_back_from(folder) is None


def test_what_readers_see_is_never_removed(session, folder, monkeypatch):
    shelf.roll_back(folder, run_id=run(1)["run_id"])
    monkeypatch.setattr(shelf, "show", lambda *_, **__: None)
    for number in range(4, 10):
        publish_version(session, folder=folder, number=number, rows=5)
    assert current(folder) == [run(1)["run_id"]] * 2
    assert shelf.list_runs(folder) == [run(number)["run_id"] for number in (1, 5, 6, 7, 8, 9)]


def test_the_flip_leaves_no_gap(folder):
    program = (
        "import os, sys\n"
        "print('watching', flush=True)\n"
        "while not os.path.exists(sys.argv[2]):\n"
        "    os.readlink(sys.argv[1])\n"
    )
    link, stop = str(folder / shelf.CURRENT), folder.parent / "stop"
    with subprocess.Popen(  # noqa: S603 (our own program)
        [sys.executable, "-c", program, link, str(stop)], stdout=subprocess.PIPE
    ) as watcher:
        assert watcher.stdout is not None
        assert watcher.stdout.readline()
        for number in (1, 2, 3) * 5:
            shelf.show(folder, run_id=run(number)["run_id"])
        stop.touch()
    assert watcher.returncode == 0


def test_a_manifest_that_is_being_read_stays_whole(folder):
    with (folder / shelf.MANIFEST).open() as reader:
        shelf.roll_back(folder, run_id=None)
        assert json.load(reader)["run_id"] == run(3)["run_id"]


def test_an_empty_folder_has_nothing_to_show(tmp_path):
    assert shelf.list_runs(tmp_path) == []
    assert shelf.read_current(tmp_path) is None
    assert shelf.read_rolled_back_from(tmp_path) is None
    with pytest.raises(PublicationError, match="does not exist"):
        shelf.roll_back(tmp_path / "typo", run_id=None)
    assert not (tmp_path / "typo").exists()
