import json
import struct
from pathlib import Path

import duckdb
import pytest

from tests.warehouse.maker import TABLES, ask, load, publish_version, run
from warehouse import publication, shelf
from warehouse.errors import NotNowError, PublicationError
from warehouse.guard import Lock
from warehouse.publication import publish, read_commit


def drafts(folder: Path) -> list[Path]:
    return [path for path in folder.rglob(".*")]


def test_readers_find_the_tables_by_their_flat_names(session, folder):
    ledger = publish_version(session, folder=folder, number=1)
    assert ask(folder, "select count(*), min(version), max(version) from rpt_risk") == [(500, 1, 1)]
    assert ledger["table_name"].tolist() == ["fct_scores", "rpt_risk"]
    assert ledger["run_id"].unique().tolist() == [run(1)["run_id"]]
    assert ledger["row_count"].tolist() == [500, 500]
    assert str(ledger["published_at"][0]) == "2026-01-01 00:00:01"


def test_the_manifest_inside_says_what_the_run_was(session, folder):
    publish_version(session, folder=folder, number=1)
    ((*described, commit),) = ask(
        folder,
        "select distinct run_id, as_of_date, model_version, artifact_hash, dbt_version,"
        " test_results, git_commit from manifest",
    )
    assert described == [
        run(1)[name]
        for name in (
            "run_id", "as_of_date", "model_version", "artifact_hash", "dbt_version", "test_results",
        )
    ]  # fmt: skip
    assert commit == read_commit(publication.PROJECT)


def test_documentation_travels_with_the_tables(session, folder):
    publish_version(session, folder=folder, number=1)
    assert ask(folder, "select comment from duckdb_tables() where table_name = 'fct_scores'") == [
        ("The customer's scores.",)
    ]
    assert ask(
        folder,
        "select table_name, column_name, comment from duckdb_columns()"
        " where comment is not null order by 1",
    ) == [
        ("fct_scores", "customer_id", "The paying account."),
        ("rpt_risk", "customer_id", "The paying account."),
    ]


def test_the_file_is_closed_for_good_and_old_clients_can_read_it(session, folder):
    publish_version(session, folder=folder, number=1)
    path = (folder / shelf.CURRENT).resolve()
    assert path.stat().st_mode & 0o777 == 0o444
    assert not list(folder.rglob("*.wal"))
    ((storage_version,),) = struct.iter_unpack("<Q", path.read_bytes()[12:20])
    assert storage_version <= 67
    assert not drafts(folder)


def test_parquet_holds_the_same_under_one_manifest(session, folder):
    publish_version(session, folder=folder, number=1)
    manifest = json.loads((folder / shelf.MANIFEST).read_text())
    assert manifest["run_id"] == run(1)["run_id"]
    assert [table["table_name"] for table in manifest["tables"]] == ["fct_scores", "rpt_risk"]
    for table in manifest["tables"]:
        rows = duckdb.read_parquet(str(folder / table["path"])).fetchall()
        assert sorted(rows) == sorted(ask(folder, f"from {table['table_name']}"))


def test_where_nothing_is_new_there_is_no_new_publication(session, folder):
    publish_version(session, folder=folder, number=1)
    load(session, version=1)
    ledger = publish(session, tables=TABLES, folder=folder, run=run(2))
    assert ledger["run_id"].unique().tolist() == [run(1)["run_id"]]
    assert shelf.list_runs(folder) == [run(1)["run_id"]]


@pytest.mark.parametrize(
    "change",
    [
        "update scores.fct_scores set version = 2 where customer_id = 'C7'",
        "insert into scores.fct_scores from scores.fct_scores",
        "alter table scores.fct_scores rename column version to release",
        "comment on column scores.fct_scores.version is 'Since when.'",
    ],
)
def test_any_change_is_new(session, folder, change):
    publish_version(session, folder=folder, number=1)
    session.execute(change)
    publish(session, tables=TABLES, folder=folder, run=run(2))
    assert shelf.read_current(folder) == run(2)["run_id"]


def test_the_last_five_stay(session, folder):
    for number in range(1, 8):
        publish_version(session, folder=folder, number=number, rows=5)
    kept = [run(number)["run_id"] for number in range(3, 8)]
    assert shelf.list_runs(folder) == kept
    assert sorted(path.name for path in (folder / shelf.PARQUET).iterdir()) == kept


def test_a_failure_leaves_readers_what_they_had(session, folder):
    publish_version(session, folder=folder, number=1)
    load(session, version=2)
    with pytest.raises(PublicationError, match="No publication was made.*stays current"):
        publish(session, tables=[*TABLES, "scores.absent"], folder=folder, run=run(2))
    assert ask(folder, "select max(version) from fct_scores") == [(1,)]
    assert shelf.list_runs(folder) == [run(1)["run_id"]]
    assert not drafts(folder)
    publish(session, tables=TABLES, folder=folder, run=run(3))
    assert ask(folder, "select max(version) from fct_scores") == [(2,)]


def test_a_copy_that_differs_is_not_published(session, folder, monkeypatch):
    publish_version(session, folder=folder, number=1)
    load(session, version=2)
    copy = publication._copy_tables

    def copy_and_lose_a_row(cursor, named):
        copy(cursor, named)
        cursor.execute("delete from publication.main.rpt_risk where customer_id = 'C3'")

    monkeypatch.setattr(publication, "_copy_tables", copy_and_lose_a_row)
    with pytest.raises(
        PublicationError, match="rpt_risk has 500 rows .* and 499 .* published database"
    ):
        publish(session, tables=TABLES, folder=folder, run=run(2))
    assert shelf.read_current(folder) == run(1)["run_id"]
    assert not drafts(folder)
    assert [path.name for path in (folder / shelf.PARQUET).iterdir()] == [run(1)["run_id"]]


def test_all_tables_are_of_one_moment(session, folder, monkeypatch):
    copy = publication._copy_tables

    def copy_while_somebody_writes(cursor, named):
        copy(cursor, named[:1])
        with session.cursor() as other:
            load(other, version=9)
        copy(cursor, named[1:])

    monkeypatch.setattr(publication, "_copy_tables", copy_while_somebody_writes)
    publish(session, tables=TABLES, folder=folder, run=run(1))
    versions = ask(folder, "select version from fct_scores union select version from rpt_risk")
    assert versions == [(1,)]


def test_a_type_that_parquet_would_change_is_refused(session, folder):
    session.execute("create table scores.fct_sums as select 1::hugeint as total")
    with pytest.raises(PublicationError, match="fct_sums .* its Parquet file: cast its columns"):
        publish(session, tables=["scores.fct_sums"], folder=folder, run=run(1))


@pytest.mark.parametrize("tables", [[], ["fct_scores"]])
def test_what_to_publish_must_be_said(session, folder, tables):
    with pytest.raises(PublicationError, match="name"):
        publish(session, tables=tables, folder=folder, run=run(1))


def test_one_publishes_at_a_time(session, folder, monkeypatch):
    lock = Lock.take((folder / shelf.LOCK).absolute(), purpose="rollback")
    # As another process sees it, which does not share this one's lock.
    monkeypatch.setattr(Lock, "_held", {})
    with pytest.raises(NotNowError, match="Another publication in"):
        publish_version(session, folder=folder, number=1)
    del lock


def test_drafts_of_a_killed_run_go_with_the_next(session, folder):
    (folder / ".20251231T000000Z-killed.duckdb").write_bytes(b"half")
    (folder / ".20251231T000000Z-killed.duckdb.wal").write_bytes(b"half")
    (folder / shelf.PARQUET / "20251231T000000Z-killed").mkdir(parents=True)
    publish_version(session, folder=folder, number=1)
    assert not drafts(folder)
    assert [path.name for path in (folder / shelf.PARQUET).iterdir()] == [run(1)["run_id"]]


def test_a_kill_before_the_flip_is_made_good_by_the_next_run(session, folder, monkeypatch):
    publish_version(session, folder=folder, number=1)
    with monkeypatch.context() as patch:
        patch.setattr(shelf, "show", lambda *_, **__: (_ for _ in ()).throw(OSError("killed")))
        with pytest.raises(PublicationError, match="killed"):
            publish_version(session, folder=folder, number=2)
    assert shelf.read_current(folder) == run(1)["run_id"]
    assert ask(folder, "select max(version) from fct_scores") == [(1,)]
    publish(session, tables=TABLES, folder=folder, run=run(3))
    assert shelf.read_current(folder) == run(2)["run_id"]
    assert json.loads((folder / shelf.MANIFEST).read_text())["run_id"] == run(2)["run_id"]


def test_code_without_git_has_no_commit(tmp_path):
    assert read_commit(tmp_path) == ""


def test_a_draft_is_read_back_in_a_memory_of_its_own_that_is_bounded(session, folder, monkeypatch):
    limits = []

    def connect(path: str, **options: object) -> duckdb.DuckDBPyConnection:
        connection = opened(path, **options)
        if Path(path) in drafts(folder):
            limit = "select value from duckdb_settings() where name = 'memory_limit'"
            limits.extend(connection.execute(limit).fetchall())
        return connection

    opened = duckdb.connect
    monkeypatch.setattr(duckdb, "connect", connect)
    publish_version(session, folder=folder, number=1)
    assert limits == [("476.8 MiB",), ("476.8 MiB",)]
