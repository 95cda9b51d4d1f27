"""Read the build's own warehouse: only while no build has it, and never to change it."""

import argparse
import os
from pathlib import Path

import duckdb

from apps.reading import ReadingError
from warehouse.errors import NotNowError, summarize
from warehouse.shelf import READER_CONFIG


def open_warehouse(file: Path) -> duckdb.DuckDBPyConnection:
    """Return a read-only connection to the warehouse.

    Raises:
        ReadingError: there is none, or it is damaged.
        NotNowError: a build, or another program that writes, has it open.
    """
    if not file.is_file():
        raise ReadingError(
            f"There is no warehouse at {file}: run `dbt build`, or name its file by WAREHOUSE_PATH."
        )
    try:
        return duckdb.connect(str(file), read_only=True, config=READER_CONFIG)
    except duckdb.IOException as error:
        if "lock" not in str(error):
            raise ReadingError(
                f"{file} cannot be read ({summarize(error)}): restore it from a backup."
            ) from error
        raise NotNowError(
            f"A build or another program writes to {file} now: try again when it is done."
        ) from error


def add_warehouse(parser: argparse.ArgumentParser) -> None:
    """Let a command be told where the warehouse is, if not where the build has it."""
    parser.add_argument(
        "--warehouse",
        type=Path,
        default=Path(os.environ.get("WAREHOUSE_PATH", "data/mainstay.duckdb")),
        metavar="FILE",
        help="the build's database (WAREHOUSE_PATH, else data/mainstay.duckdb)",
    )
