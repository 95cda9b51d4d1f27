"""Read the current publication, and nothing else: no other file, no extension, no settings."""

import argparse
import os
from pathlib import Path

import duckdb

from warehouse.shelf import READER_CONFIG

LOCKED_DOWN = READER_CONFIG | {"memory_limit": "1GB"}


class ReadingError(Exception):
    """Report a publication that cannot be read, and what to do."""


def open_publication(folder: Path) -> duckdb.DuckDBPyConnection:
    """Return a read-only connection to the publication that is current now.

    Raises:
        ReadingError: nothing is published in `folder` yet.
    """
    current = folder / "current.duckdb"
    if not current.exists():
        raise ReadingError(f"Nothing is published in {folder} yet: run `dbt build`.")
    # The link is followed once, so that all reads of a connection see one publication.
    return open_database(current.resolve())


def open_database(path: Path) -> duckdb.DuckDBPyConnection:
    """Return a read-only connection to one publication, which is a file of its own."""
    return duckdb.connect(str(path), read_only=True, config=LOCKED_DOWN)


def add_folder(parser: argparse.ArgumentParser) -> None:
    """Let a command be told where the publications are, if not where the build puts them."""
    parser.add_argument(
        "--in",
        dest="folder",
        type=Path,
        default=Path(os.environ.get("PUBLISHED_PATH", "published")),
        metavar="DIR",
        help="folder of publications (PUBLISHED_PATH, else published)",
    )
