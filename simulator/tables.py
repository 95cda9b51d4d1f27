"""Turn the logs of a chunk into contract tables: all strings are built in SQL from integers."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import duckdb
import numpy as np

from simulator import usage
from simulator.arrays import Columns
from simulator.chunk import History
from simulator.hazards import Hazards
from simulator.names import FIRST_WORDS, HOSTILE_NAMES, LAST_WORDS, SECOND_WORDS
from simulator.parameters import (
    CAMPAIGN,
    CAMPAIGN_CONTROL_SHARE,
    CATEGORIES,
    CAUSES,
    EVENT_NAMES,
    INDUSTRIES,
    OUT_OF_THE_BLUE,
    PLANS,
    PRIORITIES,
    REGIONS,
)
from simulator.timeline import Timeline
from simulator.truth import true_probabilities

TABLES: Final = (
    "customers",
    "subscriptions",
    "invoices",
    "support_tickets",
    "crm_tasks",
    "campaign_members",
)
TRUTHS: Final = (
    "truth_churn_probability",
    "truth_churn_causes",
    "truth_campaign_effects",
    "truth_defects",
)
DAY: Final = 86_400
# The SQL files read these look-up lists by position, from 1.
LISTS: Final = {
    "industries": INDUSTRIES,
    "regions": REGIONS,
    "plans": PLANS,
    "event_names": EVENT_NAMES,
    "priorities": PRIORITIES,
    "categories": CATEGORIES,
    "causes": (OUT_OF_THE_BLUE, *CAUSES),
    "first_words": FIRST_WORDS,
    "second_words": SECOND_WORDS,
    "last_words": LAST_WORDS,
    "hostile_names": HOSTILE_NAMES,
}


def prepare(connection: duckdb.DuckDBPyConnection, *, timeline: Timeline, seed: int) -> None:
    """Define the look-up variables, the macros and the empty tables of a run."""
    for name, values in LISTS.items():
        connection.execute(f"set variable {name} = ?", [list(values)])
    connection.execute("set variable starts_at = ?::timestamp", [timeline.starts_on.isoformat()])
    connection.execute("set variable last_day = ?::integer", [timeline.last_day])
    connection.execute("set variable campaign = ?", [CAMPAIGN])
    connection.execute("set variable campaign_control_share = ?::double", [CAMPAIGN_CONTROL_SHARE])
    connection.execute("set variable name_offset = ?::bigint", [seed * 104_729 % 1_000_003])
    connection.execute(read_sql("macros"))
    connection.execute(read_sql("schema"))


def add_chunk(
    connection: duckdb.DuckDBPyConnection,
    history: History,
    *,
    timeline: Timeline,
    hazards: Hazards,
    events_folder: Path,
) -> int:
    """Append a chunk to the small tables, write its part of the events, return its event rows."""
    population = history.population
    connection.execute("set variable first = ?::bigint", [population.chunk.first])
    connection.execute("set variable chunk = ?::bigint", [population.chunk.number])
    snapshots = history.snapshots.columns()
    probability = true_probabilities(snapshots, population, hazards=hazards)
    events = usage.event_columns(history.events, until=timeline.last_day * DAY)
    frames: dict[str, Columns] = {
        "population": _population_columns(history),
        "terms": history.terms.columns(),
        "notices": history.notices.columns(),
        "invoice_log": history.invoices.columns(),
        "tickets": _numbered(history.tickets.columns()),
        "enrolments": _numbered(history.enrolments.columns()),
        "snapshots": {**snapshots, "probability": probability},
        "events": events,
    }
    for name, columns in frames.items():
        connection.register(name, columns)
    for name in (*TABLES, *TRUTHS[:3]):
        connection.execute(f"insert into {name} by name {read_sql(name)}")
    part = events_folder / f"part-{population.chunk.number:05d}.parquet"
    copy(connection, read_sql("usage_events"), path=part)
    for name in frames:
        connection.unregister(name)
    return len(events["number"])


def copy(connection: duckdb.DuckDBPyConnection, query: str, *, path: Path) -> None:
    """Write a query's rows to a Parquet file."""
    target = str(path).replace("'", "''")
    connection.execute(f"copy ({query}) to '{target}' (format parquet, compression zstd)")


def _numbered(columns: Columns) -> Columns:
    """Number the rows from 1: the order in which SQL reads them is not promised."""
    size = len(next(iter(columns.values())))
    return {**columns, "number": np.arange(1, size + 1)}


def _population_columns(history: History) -> Columns:
    people = history.population
    return {
        "i": np.arange(people.chunk.size),
        "signup_day": people.signup_day,
        "signup_second": people.signup_second,
        "industry": people.industry,
        "region": people.region,
        "employees": people.employees,
    }


def read_sql(name: str) -> str:
    """Return the text of a SQL file of this package."""
    return (Path(__file__).parent / "sql" / f"{name}.sql").read_text(encoding="utf-8")
