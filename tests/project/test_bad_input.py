"""Whatever a company brings, a build ends in scores, in quarantine, or in a sentence."""

import shutil
from pathlib import Path

import duckdb
import pytest

from tests.project.building import (
    WITHOUT_TESTS,
    Outcome,
    Place,
    build,
    columns_of,
    differences,
    run_dbt,
)

NEEDED = ["customers", "subscriptions", "usage_events"]

# Lines for usage_events.csv (event, customer, user, name, when, recorded) and what becomes of each.
# {id} is a customer, {event} an event, {line} the same event as it is.
BAD_EVENTS = {
    "{line}": None,
    "{event},{id},U,another_name,2026-05-02,2026-05-03": "event_id repeats with other values",
    "B1,{id},U,login,2026-05-02": "line {number} of usage_events.csv cannot be read",
    "B2,{id},U,login,02/05/2026,2026-05-03": "occurred_at cannot be read",
    "B3,{id},U,login,2099-01-01,2099-01-01": "occurred_at is in the future",
    "B4,{id},U,login,1970-01-01,2026-05-03": "occurred_at is before the customer signed up",
    "B5,NOBODY,U,login,2026-05-02,2026-05-03": "customer_id is unknown to customers",
    "B6,NULL,U,login,2026-05-02,2026-05-03": "customer_id is missing",
    "NULL,{id},U,login,2026-05-02,2026-05-03": "event_id is missing",
    "B7,{id},U,,2026-05-02,2026-05-03": "event_name is missing",
    "B8,{id},U,login,,2026-05-03": "occurred_at is missing",
}
BAD_SUBSCRIPTIONS = {
    "S1,{id},team,monthly,49.999,5,2026-05-02,2026-06-02,,,2026-05-02": "mrr_usd cannot be read",
    "S2,{id},team,monthly,49,1.7,2026-05-02,2026-06-02,,,2026-05-02": "seat_count cannot be read",
    "S3,{id},team,weekly,49.99,5,2026-05-02,2026-06-02,,,2026-05-02": (
        "billing_period is neither monthly nor annual"
    ),
    "S4,{id},team,monthly,-1,5,2026-05-02,2026-06-02,,,2026-05-02": "mrr_usd is negative",
    "S5,{id},team,monthly,49,5,2026-05-02,2026-06-02,,2026-05-01,2026-05-02": (
        "ended_at is before started_at"
    ),
}
EXTRA_SOURCES = (
    "select source_table, reason, count(*) from governance.fct_quarantined_rows group by all"
)


def write_csv(company: Path, folder: Path) -> Path:
    """Write the tables that a company must have, and none of the others, as CSV."""
    folder.mkdir()
    with duckdb.connect() as connection:
        for table in NEEDED:
            single = company / f"{table}.parquet"
            files = single if single.is_file() else company / table / "*.parquet"
            connection.execute(f"copy (from '{files}') to '{folder}/{table}.csv'")
    return folder


def append(file: Path, lines: dict[str, str | None], *, customer: str) -> dict[str, int]:
    """Append lines to a CSV file; return how many rows of it must be quarantined, by reason."""
    known = file.read_text("utf-8").splitlines()
    event = known[1]
    expected: dict[str, int] = {}
    with file.open("a", encoding="utf-8") as added:
        for number, (line, reason) in enumerate(lines.items(), start=len(known) + 1):
            words = {"id": customer, "event": event.split(",")[0], "line": event, "number": number}
            added.write(line.format(**words) + "\n")
            if reason:
                expected[reason.format(**words)] = 1
    return expected


def assert_sentence(outcome: Outcome, *sentences: str) -> None:
    assert not outcome.has_succeeded
    assert "Traceback" not in outcome.printed
    for sentence in sentences:
        assert sentence in outcome.printed


@pytest.fixture(scope="module")
def csv_company(company: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_csv(company, tmp_path_factory.mktemp("csv") / "raw")


@pytest.fixture(scope="module")
def expected_reasons(csv_company: Path) -> dict[str, dict[str, int]]:
    """Spoil the CSV company, and return what must be found in quarantine."""
    customer = (csv_company / "customers.csv").read_text("utf-8").splitlines()[1].split(",")[0]
    return {
        "usage_events": append(csv_company / "usage_events.csv", BAD_EVENTS, customer=customer),
        "subscriptions": append(
            csv_company / "subscriptions.csv", dict(BAD_SUBSCRIPTIONS), customer=customer
        ),
    }


@pytest.fixture(scope="module")
def csv_build(
    csv_company: Path,
    expected_reasons: dict[str, dict[str, int]],
    tmp_path_factory: pytest.TempPathFactory,
) -> Place:
    assert expected_reasons
    place = Place(tmp_path_factory.mktemp("csv_build"))
    wanted = "+fct_churn_score_reasons +fct_quarantined_rows +int_source_rows_counted"
    build(place, "--select", *wanted.split(), raw=csv_company)
    return place


def test_a_company_without_invoices_tickets_and_tasks_gets_scores(csv_build: Place) -> None:
    learned = "select count(*) from scores.fct_churn_scores where model_role = 'champion'"
    assert csv_build.ask(learned) > [(1000,)]
    ((invoiced, ticketed, used),) = csv_build.ask(
        "select count(invoice_count_84d), count(ticket_count_84d), count(event_count_84d)"
        " from features.feat_customers"
    )
    assert (invoiced, ticketed) == (0, 0)
    assert used
    reasons = "select count(distinct feature_name) from scores.fct_churn_score_reasons"
    assert csv_build.ask(reasons) > [(5,)]


def test_every_row_that_breaks_a_rule_is_in_quarantine_with_its_reason(
    first_build: Place, csv_build: Place, expected_reasons: dict[str, dict[str, int]]
) -> None:
    before = {(table, reason): count for table, reason, count in first_build.ask(EXTRA_SOURCES)}
    after = {(table, reason): count for table, reason, count in csv_build.ask(EXTRA_SOURCES)}
    for table, reasons in expected_reasons.items():
        for reason, count in reasons.items():
            assert after[table, reason] - before.get((table, reason), 0) == count, reason


def test_every_row_that_is_read_is_loaded_quarantined_or_a_copy(csv_build: Place) -> None:
    counts = csv_build.ask(
        "select source_table, read_count, loaded_count, quarantined_count, deduplicated_count"
        " from intermediate.int_source_rows_counted"
    )
    assert {row[0] for row in counts if row[1]} == set(NEEDED)
    for table, read, *parts in counts:
        assert read == sum(parts), table


def test_customers_and_events_are_enough_where_churn_is_inactivity(
    csv_company: Path, tmp_path: Path
) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    for table in ["customers", "usage_events"]:
        shutil.copy(csv_company / f"{table}.csv", raw)
    place = Place(tmp_path / "place")
    build(place, "--select", "+fct_churn_scores", raw=raw, label_kind="inactivity")
    assert place.ask("select count(*) from scores.fct_churn_scores") > [(1000,)]


def test_tables_of_an_attached_database_give_the_same_features(
    first_build: Place, company: Path, tmp_path: Path
) -> None:
    with duckdb.connect(str(tmp_path / "company.duckdb")) as connection:
        connection.execute("create schema landed")
        for path in [*company.glob("*.parquet"), company / "usage_events"]:
            files = path / "*.parquet" if path.is_dir() else path
            connection.execute(f"create table landed.{path.stem} as from '{files}'")
    place = Place(tmp_path / "place")
    where = {
        "RAW_DATABASE": str(tmp_path / "company.duckdb"),
        "RAW_SCHEMA": "raw_database.landed",
    }
    build(place, "--select", "+feat_rule_scores", raw=tmp_path / "no_files", environment=where)
    table = "features.feat_customers"
    columns = columns_of(place, table)
    assert differences(first_build, place, table=table, columns=columns) == (0, 0)


def test_what_is_missing_is_named_all_at_once(company: Path, tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    (raw / "customers.csv").write_text("customer_id,signed_up_at\nC1,2025-01-02\n", "utf-8")
    shutil.copy(company / "subscriptions.parquet", raw)
    outcome = run_dbt("build", "--select", "stg_raw__customers", place=Place(tmp_path), raw=raw)
    assert_sentence(
        outcome,
        f"The source table usage_events is missing in {raw}: put usage_events.parquet",
        f"The source column customers.customer_name is missing in {raw}/customers.csv: add it",
    )


def test_an_empty_table_is_named(company: Path, tmp_path: Path) -> None:
    raw = write_csv(company, tmp_path / "raw")
    (raw / "usage_events.csv").write_text(
        "event_id,customer_id,user_id,event_name,occurred_at\n", "utf-8"
    )
    outcome = run_dbt("build", "--select", "stg_raw__customers", place=Place(tmp_path), raw=raw)
    assert_sentence(outcome, "The source table usage_events has no rows: load it before the build.")


def test_a_file_of_another_format_is_named(tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    (raw / "customers.csv").write_text("customer_id\nC1\n", "utf-16")
    outcome = run_dbt("build", "--select", "stg_raw__customers", place=Place(tmp_path), raw=raw)
    assert_sentence(outcome, f"{raw}/customers.csv is UTF-16: save it as UTF-8.")


def test_a_company_that_nobody_left_gets_no_model_and_is_told_why(
    csv_company: Path, tmp_path: Path
) -> None:
    raw = tmp_path / "raw"
    shutil.copytree(csv_company, raw, ignore=shutil.ignore_patterns("subscriptions.csv"))
    with duckdb.connect() as connection:
        connection.execute(
            f"copy (from '{csv_company}/subscriptions.csv' select * exclude (ended_at))"
            f" to '{raw}/subscriptions.csv'"
        )
    place = Place(tmp_path / "place")
    outcome = run_dbt(
        "build", *WITHOUT_TESTS, "--select", "+fct_churn_scores", place=place, raw=raw
    )
    assert_sentence(outcome, "0 of them churned, and needs both churned and retained customers.")
    assert place.ask("select count(*) from features.feat_customers") > [(1000,)]


@pytest.mark.parametrize("name", ["main", "raw", "Scores"])
def test_a_warehouse_that_is_named_like_a_schema_is_refused(name, company, tmp_path):
    named = {"WAREHOUSE_PATH": str(tmp_path / f"{name}.duckdb")}
    words = ("run", "--select", "int_days")
    outcome = run_dbt(*words, place=Place(tmp_path), raw=company, environment=named)
    assert_sentence(
        outcome, f"The warehouse's file is named {name}.duckdb, as its schema {name.lower()} is"
    )
