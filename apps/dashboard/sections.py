"""What a page is made of: tiles, charts with their numbers, and tables."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import duckdb

Spec = Mapping[str, Any]


@dataclass(frozen=True)
class Cell:
    """One cell: its text, a note below it, and a tone (good, warn, bad, calm) for a verdict."""

    text: str
    tone: str = ""
    note: str = ""


@dataclass(frozen=True)
class Table:
    """Rows under a caption; `numbers` are the places of the columns that stand to the right."""

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str | Cell, ...], ...]
    numbers: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Chart:
    """A chart, what it says in a sentence, and the same numbers as a table."""

    title: str
    label: str
    spec: Spec
    table: Table


@dataclass(frozen=True)
class Tile:
    """One number that a reader takes home."""

    label: str
    value: str
    note: str = ""
    tone: str = ""


@dataclass(frozen=True)
class Section:
    """A question of the page, and what answers it."""

    key: str
    title: str
    lead: str
    tiles: tuple[Tile, ...] = ()
    charts: tuple[Chart, ...] = ()
    tables: tuple[Table, ...] = ()
    folded: tuple[Table, ...] = ()


Make = Callable[[duckdb.DuckDBPyConnection], Section | None]


@dataclass(frozen=True)
class Part:
    """A section that is shown where its tables are published, and where it has something to say."""

    needs: frozenset[str]
    make: Make


def make_sections(
    connection: duckdb.DuckDBPyConnection, *, parts: tuple[Part, ...], published: frozenset[str]
) -> list[Section]:
    """Return the sections whose tables are published, in order."""
    made = (part.make(connection) for part in parts if part.needs <= published)
    return [section for section in made if section is not None]
