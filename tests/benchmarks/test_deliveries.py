"""A week comes as a source would bring it."""

from datetime import date

import duckdb

from benchmarks.deliveries import deliver_week
from simulator import simulate

MONDAY, NEXT_MONDAY = date(2026, 3, 2), date(2026, 3, 9)


def test_a_week_is_added_and_nothing_that_was_there_moves(tmp_path):
    raw = tmp_path / "raw"
    simulate(raw, customers=60, ends_on=MONDAY)
    before = {file.name: file.read_bytes() for file in (raw / "usage_events").iterdir()}
    deliver_week(raw, customers=60, ends_on=NEXT_MONDAY)
    assert (
        before.items()
        <= {file.name: file.read_bytes() for file in (raw / "usage_events").iterdir()}.items()
    )
    with duckdb.connect() as connection:
        known = "coalesce(recorded_at, occurred_at)::date"
        connection.execute(f"create view week as from '{raw}/usage_events/{NEXT_MONDAY}-*.parquet'")
        connection.execute(f"create view invoices as from '{raw}/invoices.parquet'")
        recorded = connection.execute(f"from week select min({known}), max({known})").fetchall()
        ((newest,),) = connection.execute("select max(recorded_at)::date from invoices").fetchall()
    assert recorded == [(MONDAY, date(2026, 3, 8))]
    assert newest > MONDAY
    assert [folder.name for folder in tmp_path.iterdir()] == ["raw"]
