"""What was judged of the usage events is not judged again, unless it is no longer the same."""

import shutil
from datetime import date
from pathlib import Path

import duckdb
import pytest

from tests.project.building import Place, build, columns_of, differences, run_dbt

MONDAY = date(2026, 6, 1)
LATE = "timestamp '2026-06-02 06:00:00'"
BINS = ("--select", "+int_usage_weekly")
ONLY_DATA_TESTS = ("--exclude-resource-type", "unit_test")
JUDGED = [
    "intermediate.int_event_names",
    "intermediate.int_usage_events_suspected",
    "intermediate.int_usage_events_counted",
    "intermediate.int_source_rows_counted",
    "intermediate.int_usage_weekly",
]
KEPT = "select count(*) from intermediate.int_usage_weeks_kept"


@pytest.fixture(scope="module")
def until_monday(company_next_week: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the raw data without the events that were recorded in the newest week."""
    raw = tmp_path_factory.mktemp("until_monday") / "raw"
    shutil.copytree(company_next_week, raw, ignore=shutil.ignore_patterns("usage_events"))
    (raw / "usage_events").mkdir()
    write_events(company_next_week, raw, name="before", query=f"where known < '{MONDAY}'")
    return raw


@pytest.fixture(scope="module")
def next_week(
    company_next_week: Path, until_monday: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """Return the same with one file more: the newest week, and two events that come again.

    One of those is a copy, the other says something else.
    """
    raw = tmp_path_factory.mktemp("next_week") / "raw"
    shutil.copytree(until_monday, raw)
    write_events(company_next_week, raw, name="week", query=f"where known >= '{MONDAY}'")
    again = f"where event_id is not null and known < '{MONDAY}' order by event_id limit 1"
    replaced = f"select * replace ({LATE} as recorded_at)"
    write_events(company_next_week, raw, name="copy", query=f"{again} offset 200", chosen=replaced)
    other = f"select * replace ({LATE} as recorded_at, 'another' as event_name)"
    write_events(company_next_week, raw, name="other", query=f"{again} offset 300", chosen=other)
    return raw


@pytest.fixture(scope="module")
def binned(until_monday: Path, tmp_path_factory: pytest.TempPathFactory) -> Place:
    """Return a warehouse whose events are judged and binned until Monday."""
    place = Place(tmp_path_factory.mktemp("binned"))
    build(place, *BINS, raw=until_monday)
    return place


def write_events(
    company: Path, raw: Path, *, name: str, query: str, chosen: str = "select *"
) -> None:
    """Write the events of a company that a query chooses as one file more of `raw`."""
    known = "select *, coalesce(recorded_at, occurred_at) as known"
    events = f"(from '{company}/usage_events/*.parquet' {known} {query})"
    with duckdb.connect() as connection:
        connection.execute(
            f"copy (from ({chosen} from {events}) select * exclude (known))"
            f" to '{raw}/usage_events/{name}.parquet'"
        )


def assert_judged_alike(one: Place, other: Place) -> None:
    for table in JUDGED:
        columns = columns_of(one, table)
        assert differences(one, other, table=table, columns=columns) == (0, 0), table


def test_a_new_week_is_judged_alone_and_ends_as_in_a_warehouse_built_afresh(
    binned: Place, next_week: Path, tmp_path: Path
) -> None:
    grown, fresh = binned.copied_to(tmp_path / "grown"), Place(tmp_path / "fresh")
    for place in (grown, fresh):
        build(place, *BINS, raw=next_week)
    assert_judged_alike(fresh, grown)
    assert fresh.ask(KEPT) == [(0,)]
    oldest = "select min(recorded_at) >= $$2026-06-01$$ from intermediate.int_usage_events_checked"
    assert grown.ask(f"{oldest} where not is_recalled") == [(True,)]
    again = f"where recorded_at = {LATE} order by 1"
    dispositions = "select disposition from intermediate.int_usage_events_suspected"
    assert grown.ask(f"{dispositions} {again}") == [("deduplicated",), ("quarantined",)]


@pytest.mark.parametrize(
    "edited",
    [
        "select * replace (case when number = 500 then null else event_name end as event_name)",
        "select * replace (if(number = 500, timestamp '2026-02-03', recorded_at) as recorded_at)",
        "from numbered select * replace ('new' as event_id) where number = 500 union all select *",
        "from numbered where number != 500 intersect all select *",
    ],
    ids=["edited", "stamped_anew", "came_late_but_says_it_did_not", "vanished"],
)
def test_all_is_judged_again_where_an_earlier_row_is_no_longer_the_same(
    binned: Place, until_monday: Path, tmp_path: Path, edited: str
) -> None:
    raw = tmp_path / "raw"
    shutil.copytree(until_monday, raw)
    with duckdb.connect() as connection:
        connection.execute(
            f"create table numbered as from '{until_monday}/usage_events/before.parquet'"
            " select *, row_number() over () as number"
        )
        connection.execute(
            f"copy (from ({edited} from numbered) select * exclude (number))"
            f" to '{raw}/usage_events/before.parquet'"
        )
    grown, fresh = binned.copied_to(tmp_path / "grown"), Place(tmp_path / "fresh")
    for place in (grown, fresh):
        build(place, *BINS, raw=raw)
    assert grown.ask(KEPT) == [(0,)]
    for table in JUDGED[1:4]:
        columns = columns_of(fresh, table)
        assert differences(fresh, grown, table=table, columns=columns) == (0, 0), table


def test_no_week_is_binned_for_good_while_too_many_of_its_rows_are_bad(
    until_monday: Path, tmp_path: Path
) -> None:
    raw = tmp_path / "raw"
    shutil.copytree(until_monday, raw)
    with duckdb.connect() as connection:
        connection.execute(
            f"copy (from '{until_monday}/customers.parquet' limit 200) to '{raw}/customers.parquet'"
        )
    repaired, fresh = Place(tmp_path / "repaired"), Place(tmp_path / "fresh")
    outcome = run_dbt("build", *BINS, *ONLY_DATA_TESTS, place=repaired, raw=raw)
    assert "Failure in test no_source_is_quarantined_beyond_its_limit" in outcome.printed
    for place in (repaired, fresh):
        build(place, *BINS, raw=until_monday)
    assert_judged_alike(fresh, repaired)


def test_a_full_refresh_judges_everything_again(
    binned: Place, until_monday: Path, tmp_path: Path
) -> None:
    refreshed = binned.copied_to(tmp_path / "refreshed")
    build(refreshed, *BINS, "--full-refresh", raw=until_monday)
    assert refreshed.ask(KEPT) == [(0,)]
    assert_judged_alike(binned, refreshed)
    build(refreshed, *BINS, raw=until_monday)
    assert refreshed.ask(KEPT) > [(50,)]
    assert_judged_alike(binned, refreshed)
