"""The measurements as a page of Markdown: ratios first."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from benchmarks.builds import STEP_NAMES, Measured
from benchmarks.limits import Limits

# As-of dates of a company with two years of history, as the simulator makes it.
WEEKS = 103


@dataclass(frozen=True)
class Result:
    """Everything measured at one size."""

    customers: int
    first: Measured
    second: Measured
    limits: Limits


def render(results: Sequence[Result], *, command: str, machine: str) -> str:
    """Return the page."""
    pages = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        undefined=StrictUndefined,
        autoescape=False,  # noqa: S701 - Markdown of our own numbers
        keep_trailing_newline=True,
    )
    return pages.get_template("report.md.j2").render(
        results=results, steps=STEP_NAMES, weeks=WEEKS, command=command, machine=machine
    )
