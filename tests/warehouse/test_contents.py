import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse.contents import Contents, measure

ROWS = st.lists(
    st.tuples(st.none() | st.integers(-5, 5), st.none() | st.sampled_from(["a", "b", ""])),
    max_size=12,
)


@pytest.fixture(scope="module")
def connection():
    with duckdb.connect() as opened:
        yield opened


def contents(connection, rows, *, columns="number integer, letter varchar") -> Contents:
    connection.execute(f"create or replace temp table t ({columns})")
    if rows:
        connection.executemany("insert into t values (?, ?)", rows)
    return measure(connection, table_name="t", relation="t")


@given(data=st.data(), rows=ROWS)
def test_order_does_not_matter(connection, data, rows):
    shuffled = data.draw(st.permutations(rows))
    assert contents(connection, rows) == contents(connection, shuffled)


@given(left=ROWS, right=ROWS)
def test_equal_hashes_mean_equal_rows(connection, left, right):
    is_same = contents(connection, left) == contents(connection, right)
    assert is_same == (sorted(left, key=repr) == sorted(right, key=repr))


def test_rows_that_come_twice_in_exchange_for_others_are_found(connection):
    # An exclusive or alone would see two pairs vanish.
    assert contents(connection, [(1, "a")] * 2) != contents(connection, [(2, "b")] * 2)


def test_names_and_types_count(connection):
    rows = [(1, "a")]
    plain = contents(connection, rows)
    assert plain != contents(connection, rows, columns="number bigint, letter varchar")
    assert plain != contents(connection, rows, columns="amount integer, letter varchar")


def test_threads_do_not_matter(connection):
    connection.execute(
        "create or replace temp table t as select i, i / 7 as x from range(300000) r(i)"
    )
    found = set()
    for threads in (1, 2):
        connection.execute(f"set threads = {threads}")
        found.add(measure(connection, table_name="t", relation="t"))
    assert len(found) == 1
