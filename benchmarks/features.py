"""`python -m benchmarks.features`: windowed usage features beside other ways to make them.

The same thirteen features of the catalogue, of each customer on each of the Mondays asked for, from
the same Parquet file of events. Ours is the form that the project has (weekly bins, a dense grid,
ROWS frames) as a plain script: what the project takes in all, with late rows, more features and
dbt, is what `python -m benchmarks` measures. Three ways do only a point-in-time join, to the rows
of features that ours has made. (Feast's file store joins all of a customer's rows to all of its
dates before it picks.) Every way must give our answer for a small company before any is measured.
Each runs in a process of its own, in turns: read the ratios. Imports and opening are not counted.

A way whose library is not installed is left out; `uv sync --group bench` brings polars. Feast needs
an older pandas than this project, so it has an environment of its own:
`uv venv feast && uv pip install --python feast/bin/python 'feast[duckdb]'`, then
`--feast-python feast/bin/python`.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from importlib.util import find_spec
from pathlib import Path

import duckdb
import yaml

from benchmarks.feature_by_duckdb import by_weeks, open_question
from benchmarks.feature_question import FEATURES, Question
from benchmarks.feature_ways import OURS, SCAN, WAYS, Cost
from simulator import simulate

PROJECT = Path(__file__).parents[1]
STARTS_ON, ENDS_ON = date(2024, 6, 3), date(2026, 6, 1)
CHECKED_CUSTOMERS = 500


@dataclass(frozen=True)
class Measured:
    """Medians of a way; `times_scan` are its seconds by those of the bare scan."""

    way: str
    times_scan: float
    seconds: float
    cpu_seconds: float
    peak_gib: float


def installed(feast_python: str | None = None) -> dict[str, str]:
    """Return the ways whose library is installed, each with the Python that runs it."""
    own = {way.library: sys.executable for way in WAYS.values() if find_spec(way.library)}
    pythons = own | ({"feast": feast_python} if feast_python else {})
    return {name: pythons[way.library] for name, way in WAYS.items() if way.library in pythons}


def measure(
    customers: int, *, weeks: int, repeats: int, feast_python: str | None = None
) -> list[Measured]:
    """Return what every installed way takes, after checking that all give the same answer.

    Raises:
        RuntimeError: a way failed, or gives another answer than ours.
    """
    pythons = installed(feast_python)
    with tempfile.TemporaryDirectory(prefix="mainstay-bench-") as scratch:
        small, large = Path(scratch) / "small", Path(scratch) / "large"
        check_answers(prepare(small, customers=CHECKED_CUSTOMERS, weeks=weeks), pythons=pythons)
        question = prepare(large, customers=customers, weeks=weeks)
        turns = [
            {name: _cost(name, question, python=python) for name, python in pythons.items()}
            for _ in range(repeats)
        ]
    return [_median(name, turns=turns) for name in pythons]


def prepare(folder: Path, *, customers: int, weeks: int) -> Question:
    """Simulate a company of two years and write its events, and what the joins read."""
    simulate(folder / "raw", customers=customers, starts_on=STARTS_ON, ends_on=ENDS_ON)
    names = yaml.safe_load((PROJECT / "dbt_project.yml").read_text("utf-8"))["vars"]
    question = Question(
        folder=folder,
        first_monday=ENDS_ON - timedelta(weeks=weeks - 1),
        weeks=weeks,
        login_names=tuple(names["login_event_names"]),
        critical_names=tuple(names["critical_event_names"]),
    )
    question.write()
    # The planted defects of dates and names are left out: judging rows is another benchmark.
    duckdb.read_parquet(str(folder / "raw/usage_events/*.parquet")).filter(
        "customer_id is not null and event_name is not null"
        f" and occurred_at >= date '{STARTS_ON}' and occurred_at < date '{ENDS_ON}'"
    ).select("customer_id, event_name, occurred_at").write_parquet(question.path("events"))
    write_what_joins_read(question)
    return question


def write_what_joins_read(question: Question) -> None:
    """Write the feature rows with the moment at which each is known, and the keys asked for."""
    made = by_weeks(open_question(question))
    whole = ", ".join(f"cast({name} as bigint) as {name}" for name in FEATURES)
    known_at = "cast(as_of_date as timestamp) as event_timestamp"
    made.select(f"customer_id, {known_at}, {whole}").write_parquet(question.path("feature_rows"))
    made.select("customer_id, as_of_date").write_parquet(question.path("keys"))


def check_answers(question: Question, *, pythons: Mapping[str, str]) -> None:
    """Raise RuntimeError unless every way that makes features makes ours."""
    answers = {}
    for name in [OURS, *pythons]:
        if name != SCAN and name not in answers:
            path = question.folder / f"{name}.csv"
            _run(name, question, "--answer", str(path), python=pythons[name])
            answers[name] = path.read_text("utf-8")
            if answers[name] != answers[OURS]:
                raise RuntimeError(f"{name} gives another answer than {OURS}; compare {path.name}.")


def _cost(name: str, question: Question, *, python: str) -> Cost:
    return Cost(**json.loads(_run(name, question, python=python).splitlines()[-1]))


def _run(name: str, question: Question, *options: str, python: str) -> str:
    line = [python, "-m", "benchmarks.feature_ways", name, str(question.folder), *options]
    done = subprocess.run(  # noqa: S603 - our own command
        line, cwd=PROJECT, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"{name} failed: {done.stderr[-2_000:]}")
    return done.stdout


def _median(name: str, *, turns: list[dict[str, Cost]]) -> Measured:
    def median(of: str, value: str = "seconds") -> float:
        return float(statistics.median(getattr(turn[of], value) for turn in turns))

    return Measured(
        way=WAYS[name].label,
        times_scan=median(name) / median(SCAN),
        seconds=median(name),
        cpu_seconds=median(name, "cpu_seconds"),
        peak_gib=median(name, "peak_gib"),
    )


def render(measured: list[Measured]) -> str:
    """Return a Markdown table, ratios first."""
    lines = ["| way | x scan | seconds | CPU, s | peak, GiB |", "|---|---:|---:|---:|---:|"]
    lines += [
        f"| {one.way} | {one.times_scan:,.1f} | {one.seconds:.2f} | {one.cpu_seconds:.2f} "
        f"| {one.peak_gib:.2f} |"
        for one in measured
    ]
    return "\n".join(lines)


def main() -> None:
    """Print the table, and what was left out."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.features", description=__doc__)
    parser.add_argument("--customers", type=int, default=20_000)
    parser.add_argument("--weeks", type=int, default=26)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--feast-python", metavar="PATH")
    arguments = parser.parse_args()
    print(render(measure(**vars(arguments))))
    for name, way in WAYS.items():
        if name not in installed(arguments.feast_python):
            print(f"\nLeft out ({way.library} is not installed): {way.label}.")


if __name__ == "__main__":
    main()
