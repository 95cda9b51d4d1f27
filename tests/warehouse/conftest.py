"""A small company in files and the door that opens it, and a folder to publish into."""

from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest

from tests.warehouse.maker import open_warehouse
from warehouse.door import open_door

Rows = list[tuple[object, ...]]
Open = Callable[..., duckdb.DuckDBPyConnection]


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        yield connection


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    folder = tmp_path / "raw"
    folder.mkdir()
    return folder


@pytest.fixture
def opened(connection: duckdb.DuckDBPyConnection, raw: Path) -> Open:
    """Return a function that opens the door to the files of `raw` and returns the warehouse."""

    def open_raw(raw_schema: str = "") -> duckdb.DuckDBPyConnection:
        open_door(connection, raw_path=raw, raw_schema=raw_schema)
        return connection

    return open_raw


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "it's published"
    place.mkdir()
    return place


@pytest.fixture
def session(tmp_path: Path, folder: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with open_warehouse(tmp_path / "w.duckdb", published=folder) as connection:
        yield connection
