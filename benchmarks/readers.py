"""`python -m benchmarks.readers`: BI clients read in loops while `dbt build` publishes, ten times.

A read is whole where every table it asks belongs to the publication that its manifest names. Each
build gets a week more of data, so that each publishes something new.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from datetime import date, timedelta
from pathlib import Path

from benchmarks import clients
from benchmarks.builds import PROJECT, Build
from simulator import simulate
from warehouse import shelf

CUSTOMERS = 2_000
FIRST_END = date(2026, 6, 1)
# Few weeks of history; what is under test is the publication.
QUICK = "{history_weeks: 60, backfill_weeks: 12, training_every_weeks: 26}"
WHOLE = """
    select manifest.run_id,
        count(*) filter (where counted.row_count <> manifest.row_count) as different,
        max(cast(dated.as_of_date as varchar) <> manifest.as_of_date) as of_another_date
    from manifest
    inner join (
        select 'fct_churn_scores' as table_name, count(*) as row_count from fct_churn_scores
        union all select 'rpt_customers_at_risk', count(*) from rpt_customers_at_risk
        union all select 'fct_churn_score_reasons', count(*) from fct_churn_score_reasons
    ) as counted using (table_name)
    cross join (
        select max(as_of_date) as as_of_date from fct_churn_scores
        union select max(as_of_date) from rpt_customers_at_risk
    ) as dated
    group by 1
"""


def measure(builds: int, *, folder: Path) -> list[str]:
    """Return a line per client: reads, publications seen, errors and mixes."""
    build = Build(folder)
    _build(build, 0)
    current = str(folder / "published" / shelf.CURRENT)
    readers = {
        name: subprocess.Popen(  # noqa: S603 (no shell, and nothing comes from outside)
            [sys.executable, "-W", "ignore", clients.__file__, name, current, WHOLE],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for name in clients.CLIENTS
    }
    try:
        for number in range(1, builds + 1):
            _build(build, number)
            print(f"build {number} of {builds}", file=sys.stderr)
    finally:
        told = {
            name: json.loads(reader.communicate(timeout=60)[0]) for name, reader in readers.items()
        }
    lines = [_line(name, answers) for name, answers in told.items()]
    total = sum(sum(answers.values()) for answers in told.values())
    return [f"{builds} builds, {total:,} reads", *lines]


def _build(build: Build, weeks: int) -> None:
    ends_on = FIRST_END + timedelta(weeks=weeks)
    simulate(build.raw_path, customers=CUSTOMERS, ends_on=ends_on)
    command = [str(Path(sys.executable).with_name("dbt")), "--quiet", "build", "--vars", QUICK]
    subprocess.run(command, cwd=PROJECT, env=build.environment, check=True)  # noqa: S603 (as above)


def _line(name: str, answers: dict[str, int]) -> str:
    seen = {json.loads(answer)[0][0] for answer in answers if not answer.startswith("error")}
    errors = sum(count for answer, count in answers.items() if answer.startswith("error"))
    mixed = sum(
        count
        for answer, count in answers.items()
        if not answer.startswith("error") and not _is_whole(json.loads(answer))
    )
    return (
        f"{name}: {sum(answers.values()):,} reads of {len(seen)} publications, "
        f"{errors} errors, {mixed} mixed"
    )


def _is_whole(rows: list[list[str]]) -> bool:
    return len(rows) == 1 and rows[0][1] == "0" and rows[0][2].lower() in ("false", "0")


def main() -> None:
    """Build, read and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.readers", description=__doc__)
    parser.add_argument("--builds", type=int, default=10)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="mainstay-bench-") as scratch:
        print("\n".join(measure(arguments.builds, folder=Path(scratch))))


if __name__ == "__main__":
    main()
