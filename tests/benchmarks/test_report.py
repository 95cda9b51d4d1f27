"""The page and the figure of the benchmarks are made from measurements alone."""

import pytest

from benchmarks.builds import STEP_NAMES, Measured, Usage
from benchmarks.limits import Limits
from benchmarks.report import Result, render


def measured(seconds: float) -> Measured:
    steps = {step: Usage(seconds, 2 * seconds, 0.5) for step in STEP_NAMES}
    return Measured(
        Usage(seconds * len(steps), 2 * seconds * len(steps), 0.5), steps, {"ours": 0.1}
    )


@pytest.fixture
def results() -> list[Result]:
    limits = Limits(
        scan_group_by=0.5,
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
    scan = "features of 26 weeks / a scan of the events, grouped by customer and week"
    assert [cell.strip() for cell in ratios[scan]] == ["5.0 x", "10.0 x"]
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
