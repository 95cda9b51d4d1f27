"""A small company in files, and the door that opens it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest

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
