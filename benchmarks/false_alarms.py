"""How often drift is called where nothing drifts, and which shifts are found.

The very SQL of the models is compiled by dbt and run over synthetic companies: customers who stay
for many weeks, features that follow each other and move slowly, and a company-wide wiggle from week
to week. Each company is trained on once; its champion then scores weeks half a year later.
"""

import argparse
import csv
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Final

import duckdb
import numpy as np
import numpy.typing as npt
import pandas as pd

from benchmarks.builds import PROJECT, Build

Floats = npt.NDArray[np.float32]

MODELS: Final = ("edges", "references", "histograms", "distances", "drift")
SIZES: Final = (300, 1_000, 10_000)
SHIFTS: Final = (0.25, 0.5, 0.75, 1.0)
# How many features shift at once where a shift is looked for: one of each shape.
SHIFTED: Final = 5
COMPANIES, WEEKS_JUDGED = 10, 20
TRAINING_WEEKS, GAP_WEEKS = 52, 26
FIRST_MONDAY: Final = date(2024, 1, 1)
# How much of a feature stays with the customer, and how much of the rest with the week before.
CUSTOMER_SHARE, MEMORY = 0.6, 0.9
COMMON_SHARE: Final = 0.3
LEAVING_RATE: Final = 0.015
WIGGLE_SD: Final = 0.05
UNKNOWN_SHARE: Final = 0.15


@dataclass(frozen=True)
class Compiled:
    """The models' own SQL by table, in their order, and the features that it reads."""

    database: str
    statements: dict[str, str]
    features: list[str]


@dataclass(frozen=True)
class Outcome:
    """What was found in the companies of one size."""

    customers: int
    quiet_weeks: int
    alarmed_weeks: int
    largest_index: float
    found_shares: tuple[float, ...]


def compile_models(folder: Path) -> Compiled:
    """Let dbt write the SQL of the models, as for a new warehouse.

    Raises:
        RuntimeError: dbt failed; its output is the message.
    """
    build = Build(folder, name="synthetic")
    names = [f"fct_feature_{name}" for name in MODELS]
    line = [sys.executable, "-m", "dbt.cli.main", "compile", "--select", *names]
    line += ["--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT)]
    build.raw_path.mkdir()
    answer = subprocess.run(  # noqa: S603 - our own command
        line, env=build.environment, cwd=PROJECT, capture_output=True, text=True, check=False
    )
    if answer.returncode:
        raise RuntimeError(answer.stdout[-2_000:])
    compiled = folder / "target/compiled/mainstay/models/marts/monitoring"
    with (PROJECT / "seeds/feature_catalog.csv").open(encoding="utf-8", newline="") as file:
        features = [row["feature_name"] for row in csv.DictReader(file)]
    return Compiled(
        database=build.name,
        statements={name: (compiled / f"{name}.sql").read_text("utf-8") for name in names},
        features=features,
    )


def latent_weeks(
    generator: np.random.Generator, *, customers: int, features: int
) -> Iterator[tuple[int, npt.NDArray[np.int64], Floats]]:
    """Yield week, customers' numbers and standard normal values, training and judged weeks only."""
    weeks_in_all = TRAINING_WEEKS + GAP_WEEKS + WEEKS_JUDGED
    ids = np.arange(customers)
    own, moving = (_related(generator, customers, features) for _ in range(2))
    wiggle = np.zeros(features, dtype=np.float32)
    for week in range(weeks_in_all):
        if week < TRAINING_WEEKS or week >= TRAINING_WEEKS + GAP_WEEKS:
            values = np.sqrt(CUSTOMER_SHARE) * own + np.sqrt(1 - CUSTOMER_SHARE) * moving
            yield week, ids, values + wiggle
        fresh = np.sqrt(1 - MEMORY**2)
        moving = MEMORY * moving + fresh * _related(generator, customers, features)
        wiggle = MEMORY * wiggle + WIGGLE_SD * fresh * generator.normal(size=features)
        gone = generator.random(customers) < LEAVING_RATE
        ids = np.where(gone, ids + customers, ids)
        own[gone] = _related(generator, int(gone.sum()), features)
        moving[gone] = _related(generator, int(gone.sum()), features)


def _related(generator: np.random.Generator, customers: int, features: int) -> Floats:
    """Return standard normal values that share a factor by customer: features go together."""
    common = generator.normal(size=(customers, 1))
    alone = generator.normal(size=(customers, features))
    mixed = np.sqrt(COMMON_SHARE) * common + np.sqrt(1 - COMMON_SHARE) * alone
    return np.asarray(mixed, dtype=np.float32)


def shaped(latent: Floats) -> Floats:
    """Give features the shapes that ours have: smooth, skewed, counts, rare counts, yes or no."""
    values = latent.copy()
    values[:, 1::5] = np.exp(latent[:, 1::5])
    values[:, 2::5] = np.floor(np.exp(1 + 0.8 * latent[:, 2::5]))
    values[:, 3::5] = np.maximum(0, np.floor(2 * (latent[:, 3::5] - 0.8)))
    values[:, 4::5] = latent[:, 4::5] > 0.5
    return values


def company(generator: np.random.Generator, *, customers: int, features: list[str]) -> pd.DataFrame:
    """Return all weeks of one company, and its last week once more for each shift."""
    frames = []
    for week, ids, latent in latent_weeks(generator, customers=customers, features=len(features)):
        frames.append(_frame(week, ids, latent, features=features))
    for number, shift in enumerate(SHIFTS, start=1):
        moved = latent.copy()
        moved[:, :SHIFTED] += shift
        frames.append(_frame(week + number, ids, moved, features=features))
    return pd.concat(frames, ignore_index=True)


def _frame(
    week: int, ids: npt.NDArray[np.int64], latent: Floats, *, features: list[str]
) -> pd.DataFrame:
    values = shaped(latent)
    # Every seventh feature is unknown, of the same customers in all weeks.
    unknown = (ids * 7919 % 1000) < 1000 * UNKNOWN_SHARE
    values[np.ix_(unknown, np.arange(6, len(features), 7))] = np.nan
    frame = pd.DataFrame(values, columns=features)
    frame.insert(0, "customer_id", ids.astype(str))
    frame.insert(1, "as_of_date", FIRST_MONDAY + timedelta(weeks=week))
    return frame


def judge(compiled: Compiled, rows: pd.DataFrame) -> pd.DataFrame:
    """Run the models over one company and return its drift, one row per week and feature."""
    with duckdb.connect() as connection:
        connection.execute(f"attach ':memory:' as {compiled.database}")
        connection.execute(f"use {compiled.database}")
        for schema in ("features", "scores", "seeds", "monitoring"):
            connection.execute(f"create schema {schema}")
        connection.register("panel", rows)
        for name, query in _given(compiled.features).items():
            connection.execute(f"create table {name} as {query}")
        for name, statement in compiled.statements.items():
            connection.execute(f"create table monitoring.{name} as {statement}")
        drift: pd.DataFrame = connection.table("monitoring.fct_feature_drift").df()
    return drift


def _given(features: list[str]) -> dict[str, str]:
    """Return the tables that the models read beside their own, as queries over the panel."""
    known = ", ".join(f"nullif({name}, 'nan'::float) as {name}" for name in features)
    train_to = FIRST_MONDAY + timedelta(weeks=TRAINING_WEEKS - 1)
    window = f"date '{FIRST_MONDAY}' as train_from_date, date '{train_to}' as train_to_date"
    return {
        "features.feat_customers": (
            "select customer_id, as_of_date::date as as_of_date, true as is_eligible,"  # noqa: S608
            f" true as is_weekly, {known} from panel"
        ),
        "monitoring.fct_champion_weeks": (
            f"select distinct as_of_date, 'm1' as model_version, {window}"  # noqa: S608 - our own
            f" from features.feat_customers where as_of_date > date '{train_to}'"
        ),
        "scores.fct_feature_importances": (
            "select 'm1' as model_version, '' as feature_name, 0.0 as importance_share"
        ),
        "seeds.monitor_thresholds": (
            f"select * from read_csv('{PROJECT / 'seeds/monitor_thresholds.csv'}')"  # noqa: S608
        ),
    }


def measure(compiled: Compiled, *, customers: int, companies: int) -> Outcome:
    """Judge companies of one size, drawn by their number."""
    quiet, shifted = [], []
    for seed in range(companies):
        generator = np.random.default_rng([customers, seed])
        drift = judge(compiled, company(generator, customers=customers, features=compiled.features))
        dates = sorted(drift["as_of_date"].unique())
        number = drift["as_of_date"].map({day: place for place, day in enumerate(dates)})
        drift = drift.assign(company=seed, number=number)
        quiet.append(drift[drift["number"] < WEEKS_JUDGED])
        moved = drift["feature_name"].isin(compiled.features[:SHIFTED])
        shifted.append(drift[(drift["number"] >= WEEKS_JUDGED) & moved])
    weeks = pd.concat(quiet)
    alarms = weeks.groupby(["company", "number"])["has_drifted"].any()
    found = pd.concat(shifted).groupby("number")["has_drifted"].mean()
    return Outcome(
        customers=customers,
        quiet_weeks=len(alarms),
        alarmed_weeks=int(alarms.sum()),
        largest_index=float(weeks["population_stability_index"].max()),
        found_shares=tuple(float(share) for share in found),
    )


def table(outcomes: list[Outcome], *, features: int) -> str:
    """Return the outcomes as a Markdown table."""
    heads = " | ".join(f"found at {shift} sd" for shift in SHIFTS)
    lines = [
        f"| customers | features | quiet weeks | weeks with an alarm | largest index | {heads} |",
        "|---:" * (5 + len(SHIFTS)) + "|",
    ]
    for outcome in outcomes:
        found = " | ".join(f"{share:.0%}" for share in outcome.found_shares)
        lines.append(
            f"| {outcome.customers:,} | {features} | {outcome.quiet_weeks} | "
            f"{outcome.alarmed_weeks} ({outcome.alarmed_weeks / outcome.quiet_weeks:.1%}) | "
            f"{outcome.largest_index:.3f} | {found} |"
        )
    return "\n".join(lines)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.false_alarms", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--companies", type=int, default=COMPANIES)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        compiled = compile_models(Path(folder))
        outcomes = [
            measure(compiled, customers=size, companies=arguments.companies)
            for size in arguments.sizes
        ]
    print(table(outcomes, features=len(compiled.features)))


if __name__ == "__main__":
    main()
