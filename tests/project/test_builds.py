"""What is recorded stays, whatever happens to the builds that follow."""

import shutil
from datetime import date
from pathlib import Path

import duckdb

from tests.project.building import (
    Place,
    build,
    build_and_die,
    columns_of,
    differences,
    recorded_tables,
)

MONDAY, NEXT_MONDAY, THURSDAY = date(2026, 6, 1), date(2026, 6, 8), date(2026, 6, 4)
FEATURES = ["features.feat_customers", "features.feat_rule_scores"]
SCORES = ("--select", "+fct_churn_score_reasons")
NONE = (0, 0)


def assert_recorded_alike(before: Place, after: Place) -> None:
    """Compare all that two warehouses recorded, but for the moments at which they did."""
    for table in recorded_tables(before):
        columns = columns_of(before, table, without_clock=True)
        assert differences(before, after, table=table, columns=columns) == NONE, table


def dates_of(place: Place, table: str) -> list[object]:
    return [day for (day,) in place.ask(f"from {table} select distinct as_of_date order by 1")]


def publications_of(place: Place) -> list[str]:
    return sorted(path.name for path in (place.folder / "published").glob("2*.duckdb"))


def count_on(place: Place, table: str, day: date) -> object:
    ((count,),) = place.ask(f"from {table} select count(*) where as_of_date = '{day}'")
    return count


def test_a_first_build_learns_scores_and_explains(first_build: Place) -> None:
    tables = recorded_tables(first_build)
    assert {"scores.dim_model_versions", "scores.fct_churn_scores"} < set(tables)
    for table in tables:
        assert first_build.ask(f"from {table} select count(*)") != [(0,)], table
    champions = "select algorithm from scores.dim_model_versions where stage = 'champion'"
    assert first_build.ask(champions) != [("no_skill",)]


def test_a_build_without_new_data_changes_nothing(
    first_build: Place, company: Path, tmp_path: Path
) -> None:
    again = first_build.copied_to(tmp_path / "again")
    build(again, raw=company)
    assert again.ask("select count(*) from ml.ml_model_versions") == [(0,)]
    assert again.ask("select count(*) from ml.ml_churn_scores") == [(0,)]
    for table, columns in recorded_tables(again).items():
        assert differences(first_build, again, table=table, columns=columns) == NONE, table
    for table in FEATURES:
        columns = columns_of(again, table)
        assert differences(first_build, again, table=table, columns=columns) == NONE, table
    assert publications_of(again) == publications_of(first_build)


def test_a_week_later_one_week_is_added_and_nothing_else_moves(
    first_build: Place, next_build: Place
) -> None:
    for table, columns in recorded_tables(next_build).items():
        gone, added = differences(first_build, next_build, table=table, columns=columns)
        assert gone == 0, table
        if "as_of_date" in columns:
            assert count_on(next_build, table, NEXT_MONDAY) == added, table
    for table in FEATURES:
        columns = columns_of(next_build, table)
        gone, added = differences(first_build, next_build, table=table, columns=columns)
        assert gone == 0
        assert count_on(next_build, table, NEXT_MONDAY) == added > 0


def test_a_week_later_scores_are_there_and_no_model_is_new(
    first_build: Place, next_build: Place
) -> None:
    scored = dates_of(next_build, "scores.fct_churn_scores")
    assert scored == [*dates_of(first_build, "scores.fct_churn_scores"), NEXT_MONDAY]
    assert next_build.ask("select count(*) from ml.ml_model_versions") == [(0,)]


def test_a_new_kind_of_event_counts_as_in_a_warehouse_built_afresh(
    first_build: Place, company_next_week: Path, tmp_path: Path
) -> None:
    raw = tmp_path / "raw"
    shutil.copytree(company_next_week, raw, ignore=shutil.ignore_patterns("usage_events"))
    renamed = "case when recorded_at > '2026-06-02' then 'a_new_event' else event_name end"
    with duckdb.connect() as connection:
        connection.execute(
            f"create view events as from '{company_next_week}/usage_events/*.parquet'"
        )
        connection.execute(
            f"copy (from events select * replace ({renamed} as event_name))"
            f" to '{raw}/usage_events.parquet'"
        )
    grown, fresh = first_build.copied_to(tmp_path / "grown"), Place(tmp_path / "fresh")
    for place in (grown, fresh):
        build(place, "--select", "+feat_rule_scores", "+feat_churn_labels", raw=raw)
    recent = f"as_of_date > date '{NEXT_MONDAY}' - 420"
    for table in [*FEATURES, "features.feat_churn_labels"]:
        columns = columns_of(fresh, table)
        found = differences(fresh, grown, table=table, columns=columns, where=recent)
        assert found == NONE, table


def test_a_build_on_thursday_adds_thursday_and_leaves_next_monday_as_it_would_be(
    first_build: Place,
    next_build: Place,
    company_on_thursday: Path,
    company_next_week: Path,
    tmp_path: Path,
) -> None:
    place = first_build.copied_to(tmp_path / "daily")
    build(place, *SCORES, raw=company_on_thursday)
    assert dates_of(place, "scores.fct_churn_scores")[-2:] == [MONDAY, THURSDAY]
    build(place, *SCORES, raw=company_next_week)
    assert dates_of(place, "scores.fct_churn_scores")[-3:] == [MONDAY, THURSDAY, NEXT_MONDAY]
    on_mondays = "isodow(as_of_date) = 1"
    for table in FEATURES:
        columns = columns_of(place, table)
        found = differences(next_build, place, table=table, columns=columns, where=on_mondays)
        assert found == NONE, table
    columns = ["customer_id", "as_of_date", "model_version", "churn_probability", "risk_rank"]
    table = "scores.fct_churn_scores"
    assert differences(next_build, place, table=table, columns=columns, where=on_mondays) == NONE


def test_a_build_killed_again_and_again_ends_as_if_nothing_had_happened(
    first_build: Place, next_build: Place, company_next_week: Path, tmp_path: Path
) -> None:
    place = first_build.copied_to(tmp_path / "killed")
    for event, node in [
        ("NodeExecuting", "ml_churn_scores"),
        ("NodeFinished", "fct_churn_scores"),
    ]:
        build_and_die(place, raw=company_next_week, event=event, node=node)
    build(place, raw=company_next_week)
    assert_recorded_alike(next_build, place)
    for table in FEATURES:
        found = differences(next_build, place, table=table, columns=columns_of(place, table))
        assert found == NONE, table


def test_a_first_build_killed_between_recorded_tables_counts_nothing_twice(
    first_build: Place, company: Path, tmp_path: Path
) -> None:
    place = Place(tmp_path / "killed")
    for node in ["fct_model_metrics", "fct_churn_scores"]:
        build_and_die(place, raw=company, event="NodeFinished", node=node)
    build(place, raw=company)
    assert_recorded_alike(first_build, place)


def test_a_full_refresh_keeps_what_is_recorded_and_builds_the_same_features(
    first_build: Place, company: Path, tmp_path: Path
) -> None:
    place = first_build.copied_to(tmp_path / "refreshed")
    build(place, "--full-refresh", raw=company)
    for table, columns in recorded_tables(place).items():
        assert differences(first_build, place, table=table, columns=columns) == NONE, table
    for table in FEATURES:
        columns = columns_of(place, table)
        assert differences(first_build, place, table=table, columns=columns) == NONE, table


def test_no_half_made_relation_is_left(next_build: Place) -> None:
    left = "select count(*) from duckdb_tables() where contains(table_name, '__dbt_')"
    assert next_build.ask(left) == [(0,)]
