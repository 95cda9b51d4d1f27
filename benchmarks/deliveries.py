"""A week of a simulated company, brought as a source does: new events in files of their own."""

import shutil
from datetime import date, timedelta
from pathlib import Path

import duckdb

from simulator import simulate


def deliver_week(raw_path: Path, *, customers: int, ends_on: date) -> None:
    """Add to a company that was simulated up to a week earlier what is recorded until `ends_on`.

    Events that are there stay as they are, with the defects of their newest days, which a
    simulation up to a later day plants later. The small tables are written anew.
    """
    later = raw_path.with_name(f"{raw_path.name}-later")
    simulate(later, customers=customers, ends_on=ends_on)
    new = f"coalesce(recorded_at, occurred_at) >= date '{ends_on - timedelta(days=7)}'"
    with duckdb.connect() as connection:
        for part in sorted((later / "usage_events").glob("*.parquet")):
            file = raw_path / "usage_events" / f"{ends_on}-{part.name}"
            connection.execute(f"copy (from '{part}' where {new}) to '{file}' (format parquet)")
    for table in later.glob("*.parquet"):
        table.replace(raw_path / table.name)
    shutil.rmtree(later)
