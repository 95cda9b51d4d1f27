"""The measurements as a page of Markdown: ratios first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from benchmarks.builds import STEP_NAMES, Measured
from benchmarks.limits import Limits

# Everything but the week before it is there at the first build.
NEW_WEEK_ENDS = date(2026, 6, 1)
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
    return fill_page(
        "report.md.j2",
        results=results,
        builds=BUILDS,
        steps=STEP_NAMES,
        tables=tables,
        command=command,
        machine=machine,
    )


def fill_page(template: str, **values: Any) -> str:
    """Return the template of this folder with its values."""
    pages = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        undefined=StrictUndefined,
        autoescape=False,  # noqa: S701 - Markdown of our own numbers
        keep_trailing_newline=True,
    )
    return pages.get_template(template).render(**values)
