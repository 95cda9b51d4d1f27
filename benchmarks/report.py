"""The measurements as a page of Markdown: ratios first."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from benchmarks.builds import STEP_NAMES, Measured
from benchmarks.limits import Limits


@dataclass(frozen=True)
class Result:
    """Everything measured at one size.

    `first` builds all but the newest week, `week` adds it, `idle` finds nothing new; `features`
    builds nothing but the features of 26 weeks.
    """

    customers: int
    first: Measured
    week: Measured
    idle: Measured
    features: Measured
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
        results=results, steps=STEP_NAMES, command=command, machine=machine
    )
