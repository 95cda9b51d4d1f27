"""`python -m benchmarks.layouts`: how the strongest reasons leave Python, and how they read back.

A score has five reasons and the sum of the others. They can leave Python side by side, as they do
now, or as long rows; the warehouse can store what comes, or pack it into a list of structs; and
features can be texts, as now, categories (stored as texts or as ENUM), or small numbers beside a
table of names. Each layout is written in chunks to a database file of its own, unnested into a
table of the shape of `fct_churn_score_reasons`, and asked two questions through a view that looks
the same for all: the first reasons of one date, counted by feature, and all reasons of a customer.

Of a million scores, columns side by side with ENUM for texts leave and unnest in three quarters of
today's time, a list of structs is no better, and long rows take nearly twice as long to leave
and the disk but give a customer's reasons ten times faster: write wide, unnest once, read long.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from benchmarks.statements import statements
from ml.schema import REASON_COUNT

CATALOG = Path(__file__).parents[1] / "seeds/feature_catalog.csv"
DATES, CHUNK_ROWS = 10, 98_304
TOP_REASONS = """
    select feature_name, count(*) as reason_count from reasons
    where as_of_date = $asked and reason_rank = 1 group by 1 order by 2 desc, 1
"""
OF_CUSTOMER = """
    select * from reasons where customer_id = $asked order by as_of_date, reason_rank
"""


@dataclass(frozen=True)
class Layout:
    """How reasons lie beside each other, and what stands for a feature."""

    shape: str
    names: str


@dataclass(frozen=True)
class Scores:
    """Reasons as arrays: places of features in `names`, whose last is `other`."""

    names: tuple[str, ...]
    customers: NDArray[Any]
    dates: NDArray[np.datetime64]
    places: NDArray[np.uint8]
    contributions: NDArray[np.float64]


@dataclass(frozen=True)
class Measured:
    """Medians of a layout; `times_now` is write and unnest together by those of today's layout."""

    layout: Layout
    times_now: float
    write_seconds: float
    unnest_seconds: float
    stored_mb: float
    top_reasons_seconds: float
    of_customer_seconds: float


LAYOUTS = tuple(
    Layout(shape, names)
    for shape, names in product(
        ("wide", "long", "list"), ("texts", "categories to texts", "categories", "numbers")
    )
)
NOW = LAYOUTS[0]


def measure(rows: int, *, repeats: int = 3) -> list[Measured]:
    """Return what every layout takes for `rows` scores, in turns."""
    scores = random_scores(rows)
    with tempfile.TemporaryDirectory(prefix="mainstay-bench-") as scratch:
        turns = [
            {
                layout: _times(scores, layout, path=Path(scratch) / f"{turn}_{number}.duckdb")
                for number, layout in enumerate(LAYOUTS)
            }
            for turn in range(repeats)
        ]
    medians = {
        layout: [statistics.median(values) for values in zip(*taken, strict=True)]
        for layout in LAYOUTS
        for taken in [[turn[layout] for turn in turns]]
    }
    now = sum(medians[NOW][:2])
    return [Measured(layout, sum(values[:2]) / now, *values) for layout, values in medians.items()]


def random_scores(rows: int) -> Scores:
    """Draw scores of ten dates, in the order of dates and customers."""
    rng = np.random.default_rng(1)
    names = (*pd.read_csv(CATALOG, usecols=["feature_name"])["feature_name"], "other")
    customers = -(-rows // DATES)
    ids = np.array([f"C{number:07d}" for number in range(customers)], dtype=object)
    mondays = np.datetime64("2026-03-30", "us") + np.timedelta64(7, "D") * np.arange(DATES)
    # Some features are strong for many customers, as in life.
    order = rng.random((rows, len(names) - 1), dtype=np.float32) + np.linspace(0, 1, len(names) - 1)
    strongest = np.argsort(-order, axis=1)[:, :REASON_COUNT].astype(np.uint8)
    others = np.full((rows, 1), len(names) - 1, dtype=np.uint8)
    sizes = np.sort(np.abs(rng.normal(size=(rows, REASON_COUNT + 1))), axis=1)[:, ::-1]
    return Scores(
        names=names,
        customers=np.tile(ids, DATES)[:rows],
        dates=np.repeat(mondays, customers)[:rows],
        places=np.hstack([strongest, others]),
        contributions=np.round(sizes, 9),
    )


def connect(path: Path, *, names: Sequence[str]) -> duckdb.DuckDBPyConnection:
    """Open a new database with the names of features."""
    connection = duckdb.connect(str(path))
    connection.execute("create table feature_names (feature_number utinyint, feature_name varchar)")
    numbered = pd.DataFrame({"feature_number": range(len(names)), "feature_name": names})
    connection.register("numbered", numbered)
    connection.execute("insert into feature_names from numbered")
    return connection


def write(connection: duckdb.DuckDBPyConnection, scores: Scores, *, layout: Layout) -> None:
    """Write all scores to the table `stored` in chunks, and view them as the long `reasons`."""
    sql = statements("layouts")
    stored = sql.stored(layout, REASON_COUNT)
    for number, chunk in enumerate(_frames(scores, layout=layout)):
        connection.register("chunk", chunk)
        connection.execute(
            f"insert into stored {stored}" if number else f"create table stored as {stored}"
        )
        connection.unregister("chunk")
    other = len(scores.names) - 1
    connection.execute(f"create view reasons as {sql.reasons(layout, REASON_COUNT, other)}")
    connection.execute("checkpoint")


def _frames(scores: Scores, *, layout: Layout) -> Iterator[pd.DataFrame]:
    """Yield the scores as frames of at most `CHUNK_ROWS` scores."""
    frame = _long if layout.shape == "long" else _wide
    for start in range(0, len(scores.customers), CHUNK_ROWS):
        yield frame(scores, slice(start, start + CHUNK_ROWS), features=_features(scores, layout))


def _features(scores: Scores, layout: Layout) -> Callable[[NDArray[np.uint8]], Any]:
    """Return what turns places of features into what leaves Python."""
    vocabulary = np.array(scores.names, dtype=object)
    categories = pd.CategoricalDtype(list(scores.names))
    kinds: dict[str, Callable[[NDArray[np.uint8]], Any]] = {
        "texts": lambda places: vocabulary[places],
        "categories": lambda places: pd.Categorical.from_codes(places, dtype=categories),
        "numbers": lambda places: places.copy(),
    }
    return kinds[layout.names.split()[0]]


def _wide(
    scores: Scores, part: slice, *, features: Callable[[NDArray[np.uint8]], Any]
) -> pd.DataFrame:
    columns = {
        "customer_id": scores.customers[part],
        "as_of_date": scores.dates[part],
        "model_version": "m1",
    }
    for place in range(REASON_COUNT):
        columns[f"reason_{place + 1}_feature"] = features(scores.places[part, place])
        columns[f"reason_{place + 1}_contribution"] = scores.contributions[part, place].copy()
    columns["other_contribution"] = scores.contributions[part, REASON_COUNT].copy()
    return pd.DataFrame(columns)


def _long(
    scores: Scores, part: slice, *, features: Callable[[NDArray[np.uint8]], Any]
) -> pd.DataFrame:
    places = scores.places[part]
    return pd.DataFrame(
        {
            "customer_id": np.repeat(scores.customers[part], REASON_COUNT + 1),
            "as_of_date": np.repeat(scores.dates[part], REASON_COUNT + 1),
            "model_version": "m1",
            "reason_rank": np.tile(np.arange(1, REASON_COUNT + 2, dtype=np.uint8), len(places)),
            "feature": features(places.ravel()),
            "contribution": scores.contributions[part].ravel(),
        }
    )


def _times(scores: Scores, layout: Layout, *, path: Path) -> list[float]:
    """Return the values of `Measured` behind `times_now` for one turn."""
    with connect(path, names=scores.names) as connection:
        written = _seconds(lambda: write(connection, scores, layout=layout))
        stored_mb = path.stat().st_size / 1e6

        def ask(question: str, asked: object) -> float:
            return _seconds(lambda: connection.execute(question, {"asked": asked}).fetchall())

        top_reasons = ask(TOP_REASONS, scores.dates[-1].item().date())
        of_customer = ask(OF_CUSTOMER, scores.customers[len(scores.customers) // 2])
        unnested = _seconds(lambda: connection.execute("create table unnested as from reasons"))
    path.unlink()
    return [written, unnested, stored_mb, top_reasons, of_customer]


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def render(measured: Sequence[Measured]) -> str:
    """Return a Markdown table, ratios first."""
    lines = [
        "| layout, features | x as now | write, s | unnest, s | stored, MB "
        "| top reasons of a date, ms | reasons of a customer, ms |",
        "|---|---:|---:|---:|---:|---:|---:|",
    ]
    lines += [
        f"| {one.layout.shape}, {one.layout.names} | {one.times_now:.2f} | {one.write_seconds:.2f} "
        f"| {one.unnest_seconds:.2f} | {one.stored_mb:.0f} | {1e3 * one.top_reasons_seconds:.1f} "
        f"| {1e3 * one.of_customer_seconds:.1f} |"
        for one in measured
    ]
    return "\n".join(lines)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.layouts", description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--repeats", type=int, default=3)
    print(render(measure(**vars(parser.parse_args()))))


if __name__ == "__main__":
    main()
