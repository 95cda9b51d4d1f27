"""Copies into a real PostgreSQL: whole or not at all, and readers never see a mix."""

import os
import signal
import subprocess
import sys
import threading
import time

import psycopg
import pytest

from apps.cli import main
from apps.postgres.errors import PostgresError
from apps.postgres.tables import postgres_type

pytestmark = pytest.mark.usefixtures("publish")
COUNT = "select count(*) from {}.fct_scores"
ROWS = "select * from {}.fct_scores"
TABLES = "select table_name from information_schema.tables where table_schema = '{}'"
TYPES = """
    select column_name, data_type from information_schema.columns
    where table_name = 'fct_scores' and table_schema = '{}' order by ordinal_position
"""
PAIR = """
    select (select min(version) from {0}.fct_scores), (select max(version) from {0}.fct_scores),
        (select min(version) from {0}.rpt_risk), (select max(version) from {0}.rpt_risk),
        (select count(*) from {0}.fct_scores), (select count(*) from {0}.rpt_risk)
"""
# Holds the copy after its tables are filled and before they are renamed.
SLOW = "import apps.postgres.exchange as e, time; e._rename = lambda *a, **k: time.sleep(60); "


@pytest.fixture
def schema(server, monkeypatch, request):
    monkeypatch.setenv("POSTGRES_URL", server)
    name = f"s{abs(hash(request.node.name)) % 10**8}"
    yield name
    with psycopg.connect(server) as connection:
        connection.execute(f"drop schema if exists {name} cascade")


@pytest.fixture
def copy(folder, schema):
    """Copy what is published, and return the exit code."""
    return lambda: main(["publish", "postgres", "--schema", schema, "--in", str(folder)])


def ask(server, query):
    with psycopg.connect(server) as connection:
        return connection.execute(query).fetchall()


def test_names_types_and_descriptions_are_those_of_the_contract(server, schema, copy, capsys):
    assert copy() == 0
    assert "3 tables, 1,002 rows" in capsys.readouterr().out
    assert ask(server, TYPES.format(schema)) == [
        ("customer_id", "text"),
        ("version", "integer"),
        ("churn_probability", "double precision"),
    ]
    table = f"'{schema}.fct_scores'::regclass"
    comments = ask(server, f"select obj_description({table}), col_description({table}, 1)")
    assert comments == [("The customer's scores.", "The paying account.")]


def test_the_same_publication_is_not_copied_twice(copy, capsys):
    copy()
    capsys.readouterr()
    assert copy() == 0
    assert "already" in capsys.readouterr().out


@pytest.mark.parametrize("level", ["read committed", "repeatable read"])
def test_readers_in_a_loop_see_old_or_new(server, schema, copy, publish, level):
    copy()
    seen, broken, stop = set(), [], threading.Event()

    def read():
        with psycopg.connect(server, autocommit=True) as connection:
            while not stop.is_set():
                with connection.transaction():
                    connection.execute(f"set transaction isolation level {level}")
                    row = connection.execute(PAIR.format(schema)).fetchall()[0]
                    again = connection.execute(PAIR.format(schema)).fetchall()[0]
                if len(set(row[:4])) != 1 or row[4:] != (500, 500) or again != row:
                    broken.append((row, again))
                seen.add(row[0])

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for number in range(2, 8):
        publish(number)
        assert copy() == 0
    stop.set()
    for reader in readers:
        reader.join()
    assert broken == []
    assert len(seen) > 2


def test_an_older_snapshot_finds_the_new_rows_and_no_empty_table(server, schema, copy, publish):
    copy()
    with psycopg.connect(server) as reader:
        reader.execute("set transaction isolation level repeatable read")
        reader.execute("select 1")
        publish(2)
        copy()
        assert reader.execute(COUNT.format(schema)).fetchall() == [(500,)]


def test_a_copy_that_is_killed_leaves_the_old_tables(server, schema, copy, publish, folder):
    copy()
    publish(2)
    words = ["publish", "postgres", "--schema", schema, "--in", str(folder)]
    killed = subprocess.Popen(  # noqa: S603 (no shell, and nothing comes from outside)
        [sys.executable, "-c", f"{SLOW}from apps.cli import main; main({words!r})"],
        env={**os.environ, "PYTHONPATH": os.getcwd()},
        stderr=subprocess.PIPE,
        text=True,
    )
    lines = [killed.stderr.readline() for _ in range(3)]
    assert "rpt_risk" in lines[-1]
    time.sleep(0.3)
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    killed.stderr.close()
    assert ask(server, PAIR.format(schema)) == [(1, 1, 1, 1, 500, 500)]
    assert sorted(ask(server, TABLES.format(schema))) == [
        ("fct_scores",),
        ("manifest",),
        ("rpt_risk",),
    ]
    wait_until_alone(server)
    assert copy() == 0
    assert ask(server, PAIR.format(schema)) == [(2, 2, 2, 2, 500, 500)]


def wait_until_alone(server):
    for _ in range(50):
        others = "select count(*) from pg_stat_activity where query ilike '%%copy%%' and pid <> "
        if ask(server, f"{others} pg_backend_pid()") == [(0,)]:
            return
        time.sleep(0.1)


def test_readers_keep_their_rights(server, schema, copy, publish):
    copy()
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("drop role if exists bi_reader")
        connection.execute("create role bi_reader")
        connection.execute(f"grant select on {schema}.fct_scores to bi_reader")
        connection.execute(f"grant select on {schema}.rpt_risk to public")
    publish(2)
    copy()
    rights = f"select has_table_privilege('bi_reader', '{schema}.{{}}', 'select')"
    assert ask(server, rights.format("fct_scores")) == [(True,)]
    assert ask(server, rights.format("rpt_risk")) == [(True,)]
    assert ask(server, rights.format("manifest")) == [(False,)]


def test_a_table_of_somebody_else_is_left_alone(server, schema, copy, capsys):
    with psycopg.connect(server) as connection:
        connection.execute(f"create schema {schema}")
        connection.execute(f"create table {schema}.fct_scores as select 7 as theirs")
    assert copy() == 2
    assert "no copy of ours made" in capsys.readouterr().err
    assert ask(server, ROWS.format(schema)) == [(7,)]


def test_a_view_on_our_table_stops_the_copy_in_a_sentence(server, schema, copy, publish, capsys):
    copy()
    with psycopg.connect(server) as connection:
        connection.execute(f"create view {schema}.mine as {ROWS.format(schema)}")
    publish(2)
    assert copy() == 2
    assert "nothing was changed there" in capsys.readouterr().err
    assert ask(server, PAIR.format(schema)) == [(1, 1, 1, 1, 500, 500)]


def test_two_copies_at_once_are_one_too_many(server, schema, copy, capsys):
    with psycopg.connect(server) as other:
        other.execute("select pg_advisory_xact_lock(hashtext('mainstay'), hashtext(%s))", [schema])
        assert copy() == 75
    assert "under way" in capsys.readouterr().err


def test_without_a_server_the_sentence_names_the_setting(folder, monkeypatch, capsys):
    for name in ("POSTGRES_URL", "PGHOST", "PGSERVICE", "PGDATABASE"):
        monkeypatch.delenv(name, raising=False)
    assert main(["publish", "postgres", "--in", str(folder)]) == 2
    assert "POSTGRES_URL" in capsys.readouterr().err


def test_a_password_is_not_printed(folder, monkeypatch, capsys):
    address = "postgresql://me:hushhush@127.0.0.1:1/db"  # pragma: allowlist secret
    monkeypatch.setenv("POSTGRES_URL", address)
    assert main(["publish", "postgres", "--in", str(folder)]) == 2
    captured = capsys.readouterr()
    assert "hushhush" not in captured.out + captured.err


def test_a_type_that_is_unknown_is_named():
    with pytest.raises(PostgresError, match=r"MAP\(VARCHAR, VARCHAR\)"):
        postgres_type("MAP(VARCHAR, VARCHAR)")
