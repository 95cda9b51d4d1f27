"""The ways of `benchmarks.features` that are SQL in DuckDB, and the bare limit beside them."""

from pathlib import Path

import duckdb
import pandas as pd

from benchmarks.feature_question import FEATURES, WINDOWS, Question
from benchmarks.statements import statements

FILES = ("events", "feature_rows", "keys")


class Session:
    """A connection of its own, with the question's files as views, and the statements."""

    def __init__(self, question: Question) -> None:
        self.question = question
        self.connection = duckdb.connect()
        self.connection.execute("set preserve_insertion_order = false")
        for name in FILES:
            if Path(question.path(name)).exists():
                self.connection.read_parquet(question.path(name)).create_view(name)
        self.sql = statements("features")

    def keep(self, name: str, query: str) -> duckdb.DuckDBPyRelation:
        """Make a temporary table of a query and return it."""
        self.connection.execute(f"create or replace temp table {name} as {query}")
        return self.connection.table(name)


def open_question(question: Question) -> Session:
    """Return a session over the question's files."""
    return Session(question)


def as_frame(answer: duckdb.DuckDBPyRelation) -> pd.DataFrame:
    """Return the answer in pandas."""
    frame: pd.DataFrame = answer.df()
    return frame


def scan(session: Session) -> duckdb.DuckDBPyRelation:
    """Count the events of each customer and week: the bare limit."""
    return session.keep("counts", session.sql.scan())


def by_weeks(session: Session) -> duckdb.DuckDBPyRelation:
    """Add up weekly bins over a dense grid with ROWS frames: the form that the project has."""
    session.keep("bins", session.sql.bins(session.question))
    return session.keep("answer", session.sql.windows(session.question, WINDOWS))


def by_dates(session: Session) -> duckdb.DuckDBPyRelation:
    """Aggregate the raw events of twelve weeks once for each date.

    A customer without events in them keeps the last event known on the date before.
    """
    columns = ", ".join(f"{name} integer" for name in FEATURES)
    session.connection.execute(
        f"create temp table answer (customer_id varchar, as_of_date date, {columns})"
    )
    session.keep("lives", session.sql.lives(session.question))
    for monday in session.question.mondays:
        of_date = session.sql.of_date(session.question, WINDOWS, monday)
        session.connection.execute(f"insert into answer by name {of_date}")
        session.keep("lives", session.sql.lives_after(monday))
    return session.connection.table("answer")


def by_asof_join(session: Session) -> duckdb.DuckDBPyRelation:
    """Join to each customer and date the newest feature row known by then."""
    return session.keep("answer", session.sql.asof_join())
