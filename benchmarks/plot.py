"""Draw how the time of a build grows with the number of customers, and what it goes to."""

from collections.abc import Sequence
from pathlib import Path

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from benchmarks.builds import STEP_NAMES, Measured
from benchmarks.report import BUILDS, Result

COLOURS = [mpl.colormaps["tab10"](place) for place in range(len(STEP_NAMES))]


def draw(results: Sequence[Result], *, path: Path) -> None:
    """Write the figure as SVG: seconds by size, and shares of the steps of each build."""
    # Text as text: small, and read aloud by screen readers. No date: same figures, same file.
    with mpl.rc_context({"svg.fonttype": "none", "svg.hashsalt": "mainstay", "font.size": 9}):
        figure = Figure(figsize=(9.0, 4.2), layout="constrained")
        growth, shares = figure.subplots(1, 2, width_ratios=(2, 3))
        _draw_growth(growth, results)
        _draw_shares(shares, results)
        figure.savefig(path, metadata={"Date": None})


def _draw_growth(axes: Axes, results: Sequence[Result]) -> None:
    sizes = [one.customers for one in results]
    for title, name in BUILDS:
        seconds = [_build(one, name).whole.seconds for one in results]
        axes.plot(sizes, seconds, marker="o", label=title)
    axes.set(
        xscale="log", yscale="log", xlabel="customers", ylabel="seconds", title="A whole build"
    )
    axes.xaxis.set_major_formatter("{x:,.0f}")
    axes.yaxis.set_major_formatter("{x:,.0f}")
    axes.grid(visible=True, which="major", alpha=0.3)
    axes.legend(frameon=False)


def _draw_shares(axes: Axes, results: Sequence[Result]) -> None:
    bars = [
        (f"{title}, {one.customers:,}", _build(one, name))
        for title, name in reversed(BUILDS)
        for one in reversed(results)
    ]
    left = [0.0] * len(bars)
    for step, colour in zip(STEP_NAMES, COLOURS, strict=True):
        widths = [100.0 * build.steps[step].seconds / build.whole.seconds for _, build in bars]
        axes.barh([label for label, _ in bars], widths, left=left, label=step, color=colour)
        left = [start + width for start, width in zip(left, widths, strict=True)]
    axes.set(xlim=(0, 100), xlabel="% of the time", title="What the time goes to")
    axes.legend(frameon=False, loc="upper center", bbox_to_anchor=(0.5, -0.14), ncols=3)


def _build(result: Result, name: str) -> Measured:
    measured: Measured = getattr(result, name)
    return measured
