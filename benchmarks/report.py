"""The measurements as a page of Markdown: ratios first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from benchmarks.builds import STEP_NAMES, Measured
from benchmarks.limits import Limits

BUILDS = (("First build", "first"), ("One new week", "week"), ("Nothing new", "idle"))


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


def render(
    results: Sequence[Result], *, tables: Mapping[str, str], command: str, machine: str
) -> str:
    """Return the page.

    Args:
        results: the builds, by size.
        tables: Markdown of the other measurements, by the module that made it.
        command: what made the page.
        machine: what it ran on, in words.
    """
    pages = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        undefined=StrictUndefined,
        autoescape=False,  # noqa: S701 - Markdown of our own numbers
        keep_trailing_newline=True,
    )
    return pages.get_template("report.md.j2").render(
        results=results,
        builds=BUILDS,
        steps=STEP_NAMES,
        tables=tables,
        command=command,
        machine=machine,
    )
