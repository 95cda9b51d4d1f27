"""The page and the figure of the benchmarks are made from measurements alone."""

import pytest

from benchmarks import million
from benchmarks.builds import STEP_NAMES, Measured, Usage
from benchmarks.limits import Limits
from benchmarks.report import Result, fill_page, render


def measured(seconds: float) -> Measured:
    steps = {step: Usage(seconds, 2 * seconds, 0.5) for step in STEP_NAMES}
    return Measured(
        Usage(seconds * len(steps), 2 * seconds * len(steps), 0.5), steps, {"ours": 0.1}
    )


@pytest.fixture
def results() -> list[Result]:
    limits = Limits(
        scan_count=0.5,
        scan_measures=2.5,
        xgboost_train=3.0,
        xgboost_contributions=2.0,
        our_scoring=0.5,
        events=10,
        training_rows=20,
        scored_rows=30,
    )
    return [
        Result(
            customers=size,
            first=measured(size / 100),
            week=measured(size / 500),
            idle=measured(size / 1000),
            features=measured(size / 400),
            limits=limits,
        )
        for size in (1_000, 2_000)
    ]


def test_ratios_stand_beside_the_limits(results):
    tables = {"explanations": "EXPLAINED", "features": "FEATURED", "layouts": "LAID OUT"}
    page = render(results, tables=tables, command="make bench", machine="2 cores")
    ratios = {
        row.split("|")[1].strip(): row.split("|")[2:4]
        for row in page.splitlines()
        if row[:1] == "|"
    }
    counted = "features of 26 weeks / a scan of the events that counts them by customer and week"
    measured = "features of 26 weeks / a scan that takes every weekly measure of them"
    assert [cell.strip() for cell in ratios[counted]] == ["5.0 x", "10.0 x"]
    assert [cell.strip() for cell in ratios[measured]] == ["1.0 x", "2.0 x"]
    assert [cell.strip() for cell in ratios["a build with nothing new / the first"]] == [
        "0.10 x"
    ] * 2
    assert all(text in page for text in tables.values())


def test_the_figure_is_the_same_for_the_same_figures(results, tmp_path):
    plot = pytest.importorskip(
        "benchmarks.plot", reason="`uv sync --group bench` brings matplotlib"
    )
    for name in ("one.svg", "two.svg"):
        plot.draw(results, path=tmp_path / name)
    drawn = (tmp_path / "one.svg").read_bytes()
    assert drawn == (tmp_path / "two.svg").read_bytes()
    assert b"First build, 2,000" in drawn


def test_a_million_is_set_beside_the_smaller_company():
    results = [
        million.Result(
            customers=size,
            events=10 * size,
            scored=size // 3,
            warehouse_gib=1.0,
            first=measured(size / 100),
            week=measured(seconds),
        )
        for size, seconds in ((1_000, 1.0), (5_000, 6.0))
    ]
    page = fill_page(
        "million.md.j2",
        results=results,
        builds=million.BUILDS,
        steps=STEP_NAMES,
        history_weeks=30,
        backfill_weeks=4,
        memory="3GB",
        command="make it",
        machine="2 cores",
    )
    (row,) = (row for row in page.splitlines() if "that of the smaller company" in row)
    assert [cell.strip() for cell in row.split("|")[2:4]] == ["1.00 x", "1.20 x"]
