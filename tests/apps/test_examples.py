"""The SQL of the examples on a few rows of each company's form, and through the real door."""

from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

from warehouse.door import open_door
from warehouse.importing import import_company

EXAMPLES = Path(__file__).parents[2] / "examples"

SAMPLES = Path(__file__).parent / "samples"
# The other companies keep their files as Parquet.
CSV_COMPANY = "ravenstack"


def bring(name: str, tmp_path: Path) -> Path:
    """Import a company of a few rows, and return the folder of its tables."""
    source = SAMPLES / name
    if name != CSV_COMPANY:
        source = tmp_path / "source"
        source.mkdir()
        for file in (SAMPLES / name).iterdir():
            duckdb.read_csv(str(file)).to_parquet(str(source / f"{file.stem}.parquet"))
    target = tmp_path / "raw"
    import_company(EXAMPLES / name, source=source, target=target)
    return target


def ask(target: Path, table: str, query: str) -> list[tuple[Any, ...]]:
    rows = duckdb.read_parquet(str(target / f"{table}.parquet"))
    return rows.query("rows", f"{query} order by all").fetchall()


@pytest.mark.parametrize("name", ["fightchurn", "online_retail", "ravenstack"])
def test_what_comes_out_passes_the_door(name, tmp_path):
    target = bring(name, tmp_path)
    with duckdb.connect() as connection:
        open_door(connection, raw_path=target)
        missing = connection.execute(
            "select table_name, column_name from raw.source_columns"
            " where is_table_present and not is_column_present and not is_column_optional"
        ).fetchall()
        for file in target.iterdir():
            table = connection.table(f"raw.{file.stem}")
            ((rows, broken),) = table.aggregate("count(*), count(malformed_column)").fetchall()
            assert rows > 0, file.stem
            assert broken == 0, file.stem
    assert missing == []


@pytest.mark.parametrize("file", sorted(EXAMPLES.glob("*/vars*.yml")), ids=lambda file: file.stem)
def test_the_vars_are_vars_of_the_project(file, root):
    project = yaml.safe_load((root / "dbt_project.yml").read_text("utf-8"))
    assert set(yaml.safe_load(file.read_text("utf-8"))) <= set(project["vars"])


@pytest.mark.parametrize("folder", sorted(path.parent for path in EXAMPLES.glob("*/vars.yml")))
def test_every_example_says_what_it_decided(folder):
    text = (folder / "README.md").read_text("utf-8")
    for heading in ("## What it is", "## Decisions", "## Run it", "## What comes out"):
        assert heading in text


def test_daily_counts_become_as_many_events_within_their_day(tmp_path):
    target = bring("fightchurn", tmp_path)
    assert ask(target, "usage_events", "select event_name, occurred_at::varchar from rows") == [
        ("like", "2020-05-31 06:00:00"),
        ("like", "2020-05-31 18:00:00"),
        ("post", "2020-05-31 04:00:00"),
        ("post", "2020-05-31 12:00:00"),
        ("post", "2020-05-31 20:00:00"),
    ]


def test_a_term_that_runs_at_the_end_of_observation_has_no_end(tmp_path):
    target = bring("fightchurn", tmp_path)
    found = ask(
        target, "subscriptions", "select subscription_id, ended_at::date::varchar from rows"
    )
    assert found == [
        ("1-2020-04-01", "2020-05-01"),
        ("1-2020-05-01", "2020-06-01"),
        ("1-2020-06-01", None),
        ("2-2020-05-05", None),
    ]


def test_a_cancellation_is_no_purchase_and_nobody_buys_without_an_id(tmp_path):
    target = bring("online_retail", tmp_path)
    events = ask(target, "usage_events", "select event_id, event_name, customer_id from rows")
    assert events == [
        ("500", "order_placed", "17"),
        ("500-1", "item_bought", "17"),
        ("500-2", "item_bought", "17"),
    ]
    assert ask(target, "invoices", "select invoice_id, amount_usd::varchar from rows") == [
        ("500", "13.53")
    ]


def test_a_churn_event_ends_what_was_running_and_not_what_comes_later(tmp_path):
    target = bring("ravenstack", tmp_path)
    found = ask(
        target,
        "subscriptions",
        "select subscription_id, started_at::date::varchar, ended_at::date::varchar from rows",
    )
    assert found == [
        ("S-1", "2024-02-01", "2024-02-20"),
        ("S-2", "2024-02-02", "2024-02-12"),
        ("S-3", "2024-03-03", None),
    ]


def test_dirt_is_left_for_the_quarantine(tmp_path):
    target = bring("ravenstack", tmp_path)
    events = ask(
        target, "usage_events", "select event_id, customer_id, occurred_at::date::varchar from rows"
    )
    assert events == [
        ("U-1-error-0", "A-1", "2024-02-05"),
        ("U-1-feature_20-0", "A-1", "2023-02-05"),
        ("U-1-feature_20-0", "A-1", "2024-02-05"),
        ("U-1-feature_20-1", "A-1", "2023-02-05"),
        ("U-1-feature_20-1", "A-1", "2024-02-05"),
        ("U-2-feature_20-0", None, "2024-02-05"),
    ]
