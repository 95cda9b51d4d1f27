"""SQL that a benchmark runs, from the macros of a file."""

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined


def statements(name: str) -> Any:
    """Return the macros of `<name>.sql.j2` as functions that give SQL."""
    pages = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        undefined=StrictUndefined,
        autoescape=False,  # noqa: S701 - SQL of our own names
    )
    return pages.get_template(f"{name}.sql.j2").module
