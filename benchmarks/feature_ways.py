"""`python -m benchmarks.feature_ways WAY FOLDER`: one way to make features, in its own process.

It prints what the way took as JSON, or writes the answer as CSV where `--answer` asks for it.
"""

import argparse
import json
import time
from dataclasses import asdict, dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import pandas as pd

from benchmarks.feature_question import FEATURES, KEYS, Question, read_question


@dataclass(frozen=True)
class Way:
    """A function of the library's module, and what opens the question for it."""

    label: str
    library: str
    function: str
    opening: str = "open_question"


@dataclass(frozen=True)
class Cost:
    """Seconds by the clock and of the processor, and the peak memory of the process in GiB."""

    seconds: float
    cpu_seconds: float
    peak_gib: float


SCAN, OURS = "scan", "weeks"
WAYS = {
    SCAN: Way("one scan with group-by: the limit", "duckdb", "scan"),
    OURS: Way("ours: DuckDB, weekly bins, dense grid, ROWS frames", "duckdb", "by_weeks"),
    "dates": Way("DuckDB, one aggregate of raw events per date", "duckdb", "by_dates"),
    "polars": Way("polars, lazy: weekly group-by, grid, rolling", "polars", "by_polars"),
    "pandas": Way("pandas: weekly groupby, reindex, rolling", "pandas", "by_pandas"),
    "asof": Way("only the point-in-time join: DuckDB, ASOF", "duckdb", "by_asof_join"),
    "feast_duckdb": Way(
        "only the point-in-time join: Feast, DuckDB store", "feast", "by_feast", "open_duckdb_store"
    ),
    "feast_file": Way(
        "only the point-in-time join: Feast, file store", "feast", "by_feast", "open_file_store"
    ),
}


def answer(way: Way, question: Question) -> pd.DataFrame:
    """Return the features that a way makes, in the order of their keys, all as whole numbers."""
    module: Any = import_module(f"benchmarks.feature_by_{way.library}")
    made = getattr(module, way.function)(getattr(module, way.opening)(question))
    frame: pd.DataFrame = module.as_frame(made)[[*KEYS, *FEATURES]]
    typed = frame.astype({**dict.fromkeys(FEATURES, "int64"), "customer_id": "object"})
    dated = typed.assign(as_of_date=pd.to_datetime(typed["as_of_date"]))
    return dated.sort_values(list(KEYS)).reset_index(drop=True)


def cost(way: Way, question: Question) -> Cost:
    """Run a way and return what that took; imports and opening are not counted."""
    module: Any = import_module(f"benchmarks.feature_by_{way.library}")
    opened = getattr(module, way.opening)(question)
    started, cpu_started = time.perf_counter(), time.process_time()
    getattr(module, way.function)(opened)
    return Cost(
        seconds=time.perf_counter() - started,
        cpu_seconds=time.process_time() - cpu_started,
        peak_gib=_peak_gib(),
    )


def _peak_gib() -> float:
    # Unlike `ru_maxrss`, this leaves out the process from which this one was started.
    status = Path("/proc/self/status").read_text("utf-8")
    return int(status.partition("VmHWM:")[2].split()[0]) / 2**20


def main() -> None:
    """Print the cost of a way, or write its answer."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.feature_ways", description=__doc__)
    parser.add_argument("way", choices=WAYS)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--answer", type=Path)
    arguments = parser.parse_args()
    question = read_question(arguments.folder)
    if arguments.answer:
        answer(WAYS[arguments.way], question).to_csv(arguments.answer, index=False)
    else:
        print(json.dumps(asdict(cost(WAYS[arguments.way], question))))


if __name__ == "__main__":
    main()
