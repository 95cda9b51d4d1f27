"""`python -m benchmarks.million`: a new week of more than a million customers, beside fewer."""

import argparse
import os
import shutil
import sys
import tempfile
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import duckdb

from benchmarks.builds import STEP_NAMES, Build, Measured, measure_build
from benchmarks.deliveries import deliver_week
from benchmarks.machine import describe_machine
from benchmarks.report import NEW_WEEK_ENDS, fill_page
from simulator import simulate

# The larger one has more than 200 million events.
SIZES = (200_000, 1_300_000)
REPORT = Path(__file__).parents[1] / "docs/benchmarks-million.md"
HISTORY_WEEKS, BACKFILL_WEEKS = 30, 4
# More than the project's own limit, which is for companies of a sixth of the size.
MEMORY = "3GB"
COMMAND = (
    *("build", "--vars"),
    f"{{history_weeks: {HISTORY_WEEKS}, backfill_weeks: {BACKFILL_WEEKS}}}",
)
COUNTS = """
    select (select count(*) from read_parquet($1)), count(*) from features.feat_scoring_rows
    where as_of_date = (select max(as_of_date) from features.feat_scoring_rows)
"""
BUILDS = (("One new week", "week"), ("First build", "first"))


@dataclass(frozen=True)
class Result:
    """What was measured at one size: all but the newest week, and the week after it."""

    customers: int
    events: int
    scored: int
    warehouse_gib: float
    first: Measured
    week: Measured


def main() -> None:
    """Measure each size in turn, in a scratch folder, and write the page."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.million", description=__doc__)
    parser.add_argument("--customers", type=int, nargs="+", default=list(SIZES))
    parser.add_argument("--report", type=Path, default=REPORT)
    arguments = parser.parse_args()
    os.environ["WAREHOUSE_MEMORY"] = MEMORY
    with tempfile.TemporaryDirectory(prefix="mainstay-million-") as scratch:
        results = [_measure(size, Path(scratch) / str(size)) for size in arguments.customers]
    is_usual = arguments.customers == list(SIZES)
    chosen = "" if is_usual else " --customers " + " ".join(map(str, arguments.customers))
    page = fill_page(
        "million.md.j2",
        results=results,
        builds=BUILDS,
        steps=STEP_NAMES,
        history_weeks=HISTORY_WEEKS,
        backfill_weeks=BACKFILL_WEEKS,
        memory=MEMORY,
        command=f"python -m benchmarks.million{chosen}",
        machine=describe_machine(),
    )
    arguments.report.write_text(page, "utf-8")
    print(f"Written to {arguments.report}.")


def _measure(customers: int, folder: Path) -> Result:
    def say(what: str) -> None:
        print(f"{customers:,} customers: {what}", file=sys.stderr)

    build = Build(folder)
    say("simulating")
    simulate(build.raw_path, customers=customers, ends_on=NEW_WEEK_ENDS - timedelta(days=7))
    say("first build")
    first = measure_build(build, command=COMMAND)
    say("simulating the new week")
    deliver_week(build.raw_path, customers=customers, ends_on=NEW_WEEK_ENDS)
    say("one new week")
    week = measure_build(build, command=COMMAND)
    with duckdb.connect(str(build.warehouse_path), read_only=True) as connection:
        ((events, scored),) = connection.execute(
            COUNTS, [f"{build.raw_path}/usage_events/*.parquet"]
        ).fetchall()
    warehouse_gib = build.warehouse_path.stat().st_size / 2**30
    shutil.rmtree(folder)
    return Result(
        customers=customers,
        events=events,
        scored=scored,
        warehouse_gib=warehouse_gib,
        first=first,
        week=week,
    )


if __name__ == "__main__":
    main()
