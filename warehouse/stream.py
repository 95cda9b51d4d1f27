"""Rows through a Python function in chunks: memory does not depend on how many rows there are."""

from collections.abc import Callable, Iterable, Iterator

import duckdb
import pandas as pd

# Rows come in whole vectors of 2,048; 48 of them keep a chunk of 100 columns below 100 MB.
VECTORS_PER_CHUNK = 48
RESULT = "streamed_result"


def stream(
    session: duckdb.DuckDBPyConnection,
    rows: duckdb.DuckDBPyRelation,
    function: Callable[[pd.DataFrame], Iterable[pd.DataFrame]],
    *,
    whole_by: str | None = None,
) -> duckdb.DuckDBPyRelation:
    """Return what `function` makes of `rows`, chunk by chunk, as a temporary table of `session`.

    `function` gives any number of frames for a chunk. For a chunk of no rows it must give one: that
    one says which columns and types the result has, and a column that a later frame lacks is null.
    With `whole_by`, a column by which `rows` are ordered, a chunk is all rows of one value of it.
    """
    session.execute(f"drop table if exists {RESULT}")
    # A result that is being read blocks its connection, so reading has a cursor of its own.
    with session.cursor() as reader:
        reader.execute(rows.sql_query())
        chunk = reader.fetch_df_chunk(VECTORS_PER_CHUNK)
        for shape in function(chunk.iloc[:0]):
            _store(session, shape, statement=f"create temp table {RESULT} as")
        chunks = _chunks(reader, first=chunk)
        for part in _wholes(chunks, by=whole_by) if whole_by else chunks:
            for frame in function(part):
                _store(session, frame, statement=f"insert into {RESULT} by name")
    return session.table(RESULT)


def _chunks(reader: duckdb.DuckDBPyConnection, *, first: pd.DataFrame) -> Iterator[pd.DataFrame]:
    chunk = first
    while len(chunk):
        yield chunk
        chunk = reader.fetch_df_chunk(VECTORS_PER_CHUNK)


def _wholes(chunks: Iterable[pd.DataFrame], *, by: str) -> Iterator[pd.DataFrame]:
    """Yield the rows of each value of `by`, of which any chunk may hold a part."""
    parts: list[pd.DataFrame] = []
    for chunk in chunks:
        for value, part in chunk.groupby(by, sort=False):
            if parts and parts[0][by].iloc[0] != value:
                yield pd.concat(parts, ignore_index=True)
                parts = []
            parts.append(part)
    if parts:
        yield pd.concat(parts, ignore_index=True)


def _store(session: duckdb.DuckDBPyConnection, frame: pd.DataFrame, *, statement: str) -> None:
    # DuckDB misreads strided frames; a copy is contiguous.
    session.register("streamed_frame", frame.copy())
    session.execute(f"{statement} from streamed_frame")
    session.unregister("streamed_frame")
