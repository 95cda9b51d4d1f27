"""A folder to publish into, and a warehouse that knows it."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from tests.warehouse.maker import open_warehouse


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "it's published"
    place.mkdir()
    return place


@pytest.fixture
def session(tmp_path: Path, folder: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with open_warehouse(tmp_path / "w.duckdb", published=folder) as connection:
        yield connection
