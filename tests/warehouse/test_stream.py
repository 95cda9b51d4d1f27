"""A stream gives what the function would give at once, whatever the number of rows."""

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warehouse import stream as streaming
from warehouse.stream import stream

VECTOR = 2048


def double(rows):
    yield rows.assign(twice=rows["n"] * 2)


@settings(max_examples=12)
@given(count=st.sampled_from([0, 1, VECTOR - 1, VECTOR, VECTOR + 1, 3 * VECTOR + 7]))
def test_every_row_comes_once(count):
    with duckdb.connect() as session, pytest.MonkeyPatch.context() as patch:
        patch.setattr(streaming, "VECTORS_PER_CHUNK", 1)
        result = stream(session, session.sql(f"from range({count}) t(n)"), double)
        totals = result.aggregate("count(*), coalesce(sum(twice), 0), count(distinct n)").fetchall()
    assert totals == [(count, count * (count - 1), count)]


def test_rows_come_in_chunks(monkeypatch, connection):
    monkeypatch.setattr(streaming, "VECTORS_PER_CHUNK", 1)
    sizes = []

    def watch(rows):
        sizes.append(len(rows))
        return [rows]

    stream(connection, connection.sql(f"from range({2 * VECTOR + 5}) t(n)"), watch)
    assert max(sizes) == VECTOR
    assert sum(sizes) == 2 * VECTOR + 5


def test_no_rows_still_have_columns(connection):
    result = stream(connection, connection.sql("select 1 as n where false"), double)
    assert result.columns == ["n", "twice"]
    assert result.fetchall() == []


def test_a_second_stream_replaces_the_first(connection):
    stream(connection, connection.sql("select 1 as n"), double)
    assert stream(connection, connection.sql("select 5 as n"), double).fetchall() == [(5, 10)]


def test_rows_that_lie_apart_in_memory_arrive_whole(connection):
    result = stream(
        connection,
        connection.sql("select i as n, i % 7 as m from range(5000) t(i)"),
        lambda rows: [rows.iloc[::2][["m", "n"]]],
    )
    assert result.filter("m != n % 7").fetchall() == []
    assert result.aggregate("count(*)").fetchall() == [(2500,)]


def test_a_chunk_may_give_several_frames_and_a_frame_may_lack_columns(connection):
    def twice(rows):
        yield rows.assign(half=rows["n"] / 2)
        if len(rows):
            yield rows

    result = stream(connection, connection.sql("select 4 as n"), twice)
    assert sorted(result.fetchall(), key=str) == [(4, 2.0), (4, None)]


@settings(max_examples=20)
@given(
    sizes=st.lists(st.sampled_from([1, 3, VECTOR - 1, VECTOR, VECTOR + 1, 2 * VECTOR]), max_size=5)
)
def test_a_whole_is_all_rows_of_a_value_and_no_others(sizes):
    days = ", ".join(f"({day}, {size})" for day, size in enumerate(sizes)) or "(0, 0)"
    rows = f"from (values {days}) days(day, size), unnest(range(size)) numbers(n)"
    with duckdb.connect() as session, pytest.MonkeyPatch.context() as patch:
        patch.setattr(streaming, "VECTORS_PER_CHUNK", 1)
        result = stream(
            session,
            session.sql(f"select day, n {rows} order by day, n"),
            lambda whole: [whole.groupby("day", as_index=False).agg(size=("n", "size"))],
            whole_by="day",
        )
        assert result.fetchall() == list(enumerate(sizes))
