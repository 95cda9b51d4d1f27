"""`python -m benchmarks.explanations`: exact explanations beside prediction and other libraries.

Everything is measured in one process on the same booster and rows, in turns, so that what else the
machine does falls on all alike: read the ratios. Slow methods explain fewer rows and are scaled.
Libraries that are not installed are left out; `uv sync --group bench` brings them. (fasttreeshap
0.1.6 is not among them: it neither works with NumPy 2 nor reads the models of XGBoost 3.)
`--check-models N` instead compares N random models with XGBoost and shap.
"""

import argparse
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.explainers import PREDICTION, TREES, Method, methods, train
from benchmarks.random_models import Differences, Matrix, differences, random_case
from ml.explain import engine_numba  # noqa: F401 (once imported, it serves small work too)

ROWS, FEATURES = 200_000, 40


@dataclass(frozen=True)
class Measured:
    """Medians of a method: seconds once, rows a second, and seconds in all as ratios."""

    depth: int
    method: str
    set_up_seconds: float
    rows_a_second: float
    seconds: float
    times_prediction: float


def measure(
    depths: Sequence[int] = (4, 6), *, rows: int = ROWS, threads: int = 2, repeats: int = 5
) -> list[Measured]:
    """Return what every method takes for `rows` rows, set-up included, by depth."""
    data = random_rows(rows)
    labels = labels_of(data)
    measured: list[Measured] = []
    for depth in depths:
        booster = train(data, labels, depth=depth, threads=threads)
        ways = list(methods(booster, data, labels, depth=depth, threads=threads))
        measured += _in_turns(ways, data, depth=depth, repeats=repeats)
    return measured


def random_rows(count: int) -> Matrix:
    """Return normal values of which one in twenty is missing."""
    rng = np.random.default_rng(1)
    rows = rng.normal(size=(count, FEATURES)).astype(np.float32)
    rows[rng.random(rows.shape, dtype=np.float32) < 0.05] = np.nan
    return rows


def labels_of(rows: Matrix) -> Matrix:
    """Return noisy labels that depend on all features and on some of them jointly."""
    rng = np.random.default_rng(2)
    known = np.nan_to_num(rows)
    signal = known @ rng.normal(size=FEATURES) + 2.0 * known[:, 0] * known[:, 1]
    return (signal + rng.normal(size=len(rows)) * 3.0 > 0.0).astype(np.float32)


def _in_turns(ways: Sequence[Method], rows: Matrix, *, depth: int, repeats: int) -> list[Measured]:
    """Run all methods once to warm up, then in turns, and return their medians."""
    times: dict[str, list[tuple[float, float]]] = {way.name: [] for way in ways}
    for turn in range(repeats + 1):
        for way in ways:
            started = time.perf_counter()
            state = way.set_up()
            ready = time.perf_counter()
            way.run(state, rows[: way.rows])
            done = time.perf_counter()
            if turn:
                times[way.name].append((ready - started, (done - ready) / way.rows))
    once = {name: statistics.median(one for one, _ in taken) for name, taken in times.items()}
    each = {name: statistics.median(row for _, row in taken) for name, taken in times.items()}
    seconds = {name: once[name] + each[name] * len(rows) for name in times}
    return [
        Measured(
            depth=depth,
            method=name,
            set_up_seconds=once[name],
            rows_a_second=1.0 / each[name],
            seconds=seconds[name],
            times_prediction=seconds[name] / seconds[PREDICTION],
        )
        for name in times
    ]


def render(measured: Sequence[Measured]) -> str:
    """Return one Markdown table per depth, ratios first."""
    lines: list[str] = []
    for depth in sorted({one.depth for one in measured}):
        lines += [
            f"Depth {depth}, {TREES} trees, {FEATURES} features:",
            "",
            "| method | x time of prediction | rows a second | set-up, s |",
            "|---|---:|---:|---:|",
        ]
        lines += [
            f"| {one.method} | {one.times_prediction:,.2f} | {one.rows_a_second:,.0f} "
            f"| {one.set_up_seconds:.2f} |"
            for one in measured
            if one.depth == depth
        ]
        lines.append("")
    return "\n".join(lines)


def check_models(count: int) -> Differences:
    """Return the largest differences over `count` random models."""
    found = [differences(random_case(seed)) for seed in range(count)]
    return Differences(
        xgboost=max(one.xgboost for one in found),
        shap=max(one.shap for one in found),
        additivity=max(one.additivity for one in found),
    )


def main() -> None:
    """Print the tables, or the largest differences."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.explanations", description=__doc__)
    parser.add_argument("--check-models", type=int, metavar="N")
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--depths", type=int, nargs="+", default=[4, 6])
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--repeats", type=int, default=5)
    arguments = parser.parse_args()
    if arguments.check_models:
        print(check_models(arguments.check_models))
        return
    print(
        render(
            measure(
                arguments.depths,
                rows=arguments.rows,
                threads=arguments.threads,
                repeats=arguments.repeats,
            )
        )
    )


if __name__ == "__main__":
    main()
