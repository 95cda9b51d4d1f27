"""Where a score comes from, as far as the publication knows: everything but the feature row."""

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

import duckdb

from apps.reading import ReadingError

Row = dict[str, Any]

SCORE = """
    select scores.*, customers.customer_name,
        count(*) over () as scored_count
    from fct_churn_scores as scores
    left join dim_customers as customers using (customer_id)
    where scores.model_role = 'champion' and scores.as_of_date = ?
    qualify scores.customer_id = ?
"""
SCORED_DATES = """
    select min(as_of_date), max(as_of_date), count(distinct as_of_date) from fct_churn_scores
    where model_role = 'champion' and (? is null or customer_id = ?)
"""
KNOWN = "select 1 from dim_customers where customer_id = ?"
REASONS = """
    select * from fct_churn_score_reasons
    where customer_id = ? and as_of_date = ? and model_version = ? order by reason_rank
"""
VERSION = "select * exclude (artifact, report) from dim_model_versions where model_version = ?"
GATES = "select * from fct_promotion_gates where model_version = ? order by gate_name"
# As of the date of the score, not as of today.
APPROVALS = """
    select * from rpt_approvals
    where (model_version = $version or (algorithm = $algorithm and label_name = $label))
        and approved_on <= $date
        and (expires_on is null or expires_on > $date)
        and (superseded_on is null or superseded_on > $date)
    order by approved_on, approval_id
"""
MANIFEST = "select * from manifest where table_name = 'fct_churn_scores'"


@dataclass(frozen=True)
class Provenance:
    """The rows that one score of the champion rests on."""

    score: Row
    reasons: list[Row]
    version: Row
    gates: list[Row]
    approvals: list[Row]
    manifest: Row


def trace(
    connection: duckdb.DuckDBPyConnection, *, customer_id: str, as_of_date: date | None
) -> Provenance:
    """Return what the champion's score of a customer rests on, by default the newest.

    Raises:
        ReadingError: there is no such score; the sentence says what there is.
    """
    first, last, dates = _one(connection, SCORED_DATES, [None, None])
    if not dates:
        raise ReadingError("Nothing is scored by a champion yet: run `dbt build`.")
    found = _rows(connection, SCORE, [as_of_date or last, customer_id])
    if not found:
        raise ReadingError(
            _not_found(connection, customer_id=customer_id, asked=as_of_date or last,
                       span=(first, last))
        )  # fmt: skip
    score = found[0]
    name, on = score["model_version"], score["as_of_date"]
    (version,) = _rows(connection, VERSION, [name])
    label = json.loads(version["parameters"]).get("label_name")
    family = {"algorithm": version["algorithm"], "label": label}
    return Provenance(
        score=score,
        reasons=_rows(connection, REASONS, [customer_id, on, name]),
        version=version,
        gates=_rows(connection, GATES, [name]),
        approvals=_rows(connection, APPROVALS, {**family, "version": name, "date": on}),
        manifest=_rows(connection, MANIFEST, [])[0],
    )


def _not_found(
    connection: duckdb.DuckDBPyConnection, *, customer_id: str, asked: date, span: tuple[date, date]
) -> str:
    """Return a sentence that says what there is instead."""
    first, last, dates = _one(connection, SCORED_DATES, [customer_id, customer_id])
    if dates:
        return (
            f"{customer_id!r} has no score of a champion on {asked}; there are {dates}, from "
            f"{first} to {last}: give one by --as-of."
        )
    if _rows(connection, KNOWN, [customer_id]):
        return (
            f"{customer_id!r} was never scored by a champion: not in service, too new or leaving "
            f"already on every date from {span[0]} to {span[1]}."
        )
    return (
        f"There is no customer {customer_id!r} in the publication; `mainstay at-risk` lists some, "
        "and dim_customers all."
    )


def _one(connection: duckdb.DuckDBPyConnection, query: str, values: list[Any]) -> tuple[Any, ...]:
    (row,) = connection.execute(query, values).fetchall()
    return tuple(row)


def _rows(
    connection: duckdb.DuckDBPyConnection, query: str, values: list[Any] | dict[str, Any]
) -> list[Row]:
    answer = connection.execute(query, values)
    names = [str(column[0]) for column in answer.description or []]
    return [dict(zip(names, row, strict=True)) for row in answer.fetchall()]
