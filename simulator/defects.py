"""A handful of every defect that the source contract rejects."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import duckdb

from simulator.randomness import Purpose, stream
from simulator.tables import copy, read_sql

DEFECTS_PART: Final = "part-99999.parquet"
COPIES: Final = 4
# A company of 400 customers stays below the limits of seeds/quality_limits.csv.
CUSTOMERS_PER_COPY: Final = 400


def plant_defects(
    connection: duckdb.DuckDBPyConnection, *, seed: int, customers: int, events_folder: Path
) -> None:
    """Append defective rows to every table and list them in `truth_defects`.

    The rows are copies of real ones, drawn by the seed, with one thing wrong in each.
    """
    rng = stream(seed, chunk=0, purpose=Purpose.DEFECTS)
    connection.execute("set variable defect_draw = ?::bigint", [int(rng.integers(1, 1_000_000))])
    copies = min(max(customers // CUSTOMERS_PER_COPY, 1), COPIES)
    connection.execute("set variable copies = ?::bigint", [copies])
    connection.execute("set variable first = 0::bigint")
    first_part = min(events_folder.glob("part-*.parquet"))
    source = str(first_part).replace("'", "''")
    connection.execute(f"create view good_events as from '{source}'")
    connection.execute(read_sql("defects"))
    copy(connection, "from bad_events", path=events_folder / DEFECTS_PART)
