"""Rows through a Python function in chunks: memory does not depend on how many rows there are."""

from collections.abc import Callable, Iterable

import duckdb
import pandas as pd

# Rows come in whole vectors of 2,048; 48 of them keep a chunk of 100 columns below 100 MB.
VECTORS_PER_CHUNK = 48
RESULT = "streamed_result"


def stream(
    session: duckdb.DuckDBPyConnection,
    rows: duckdb.DuckDBPyRelation,
    function: Callable[[pd.DataFrame], Iterable[pd.DataFrame]],
) -> duckdb.DuckDBPyRelation:
    """Return what `function` makes of `rows`, chunk by chunk, as a temporary table of `session`.

    `function` gives any number of frames for a chunk. For a chunk of no rows it must give one: that
    one says which columns and types the result has, and a column that a later frame lacks is null.
    """
    session.execute(f"drop table if exists {RESULT}")
    # A result that is being read blocks its connection, so reading has a cursor of its own.
    with session.cursor() as reader:
        reader.execute(rows.sql_query())
        chunk = reader.fetch_df_chunk(VECTORS_PER_CHUNK)
        for shape in function(chunk.iloc[:0]):
            _store(session, shape, statement=f"create temp table {RESULT} as")
        while len(chunk):
            for frame in function(chunk):
                _store(session, frame, statement=f"insert into {RESULT} by name")
            chunk = reader.fetch_df_chunk(VECTORS_PER_CHUNK)
    return session.table(RESULT)


def _store(session: duckdb.DuckDBPyConnection, frame: pd.DataFrame, *, statement: str) -> None:
    # DuckDB misreads strided frames; a copy is contiguous.
    session.register("streamed_frame", frame.copy())
    session.execute(f"{statement} from streamed_frame")
    session.unregister("streamed_frame")
