"""Rows through a Python function in chunks: memory does not depend on how many rows there are."""

from collections.abc import Callable

import duckdb
import pandas as pd

# Rows come in whole vectors of 2,048; 48 of them keep a chunk of 100 columns below 100 MB.
VECTORS_PER_CHUNK = 48
RESULT = "streamed_result"


def stream(
    session: duckdb.DuckDBPyConnection,
    rows: duckdb.DuckDBPyRelation,
    function: Callable[[pd.DataFrame], pd.DataFrame],
) -> duckdb.DuckDBPyRelation:
    """Return what `function` makes of `rows`, chunk by chunk, as a temporary table of `session`.

    `function` must accept a chunk of no rows: it gives the result its columns and types.
    """
    # A result that is being read blocks its connection, so reading has a cursor of its own.
    with session.cursor() as reader:
        reader.execute(rows.sql_query())
        chunk = reader.fetch_df_chunk(VECTORS_PER_CHUNK)
        _store(session, function(chunk), statement=f"create or replace temp table {RESULT} as")
        while len(chunk):
            chunk = reader.fetch_df_chunk(VECTORS_PER_CHUNK)
            if len(chunk):
                _store(session, function(chunk), statement=f"insert into {RESULT}")
    return session.table(RESULT)


def _store(session: duckdb.DuckDBPyConnection, frame: pd.DataFrame, *, statement: str) -> None:
    # DuckDB misreads strided frames; a copy is contiguous.
    session.register("streamed_chunk", frame.copy())
    session.execute(f"{statement} from streamed_chunk")
    session.unregister("streamed_chunk")
