"""The source contract, read from its one home: the sources file of the staging layer."""

from dataclasses import dataclass
from pathlib import Path

import yaml

SOURCES_FILE = Path(__file__).parents[1] / "models/staging/raw/_raw__sources.yml"


@dataclass(frozen=True)
class Column:
    """A column that a company brings."""

    name: str
    data_type: str
    is_optional: bool


@dataclass(frozen=True)
class Table:
    """A table that a company brings; one without `is_optional` must be there."""

    name: str
    columns: tuple[Column, ...]
    is_optional: bool


def read_contract(path: Path = SOURCES_FILE) -> tuple[Table, ...]:
    """Return the tables of the source contract, in the order of the file."""
    (source,) = yaml.safe_load(path.read_text("utf-8"))["sources"]
    return tuple(
        Table(
            name=table["name"],
            columns=tuple(
                Column(column["name"], column["data_type"], _is_optional(column))
                for column in table["columns"]
            ),
            is_optional=_is_optional(table),
        )
        for table in source["tables"]
    )


def _is_optional(node: dict[str, dict[str, dict[str, bool]]]) -> bool:
    return node.get("config", {}).get("meta", {}).get("is_optional", False)
