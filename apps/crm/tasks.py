"""The tasks of a publication, and what a CRM is told and answers about each."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from typing import Final

import duckdb

from apps.text import one_line

Field = str | float | None
Fields = Mapping[str, Field]


@dataclass(frozen=True)
class Task:
    """A row of `sync_salesforce__tasks`: a task that the CRM does not hold, or not like this."""

    task_id: str
    customer_id: str
    crossed_on_date: date
    due_on_date: date
    task_subject: str
    reason_1: str | None
    reason_2: str | None
    reason_3: str | None
    playbook_name: str | None
    what_to_do: str | None
    team: str | None
    account_owner_email: str | None
    churn_probability: float
    mrr_usd: Decimal | None
    expected_mrr_loss_usd: Decimal | None
    payload_hash: str


TASKS: Final = f"""
    select {", ".join(field.name for field in fields(Task))}
    from sync_salesforce__tasks
    order by due_on_date, expected_mrr_loss_usd desc nulls last, task_id
"""  # noqa: S608 - names of our own


@dataclass(frozen=True)
class Change:
    """What one CRM is to hold of a task, in its own fields.

    Attributes:
        held: What it holds of it by our last receipt; None where it holds nothing or we have not
            kept it.
        is_new: Whether no receipt says that it holds the task.
    """

    task_id: str
    customer_id: str
    payload_hash: str
    fields: Fields
    held: Fields | None
    is_new: bool


@dataclass(frozen=True)
class Outcome:
    """What a CRM said of one task; `error` is None once it holds it."""

    task_id: str
    remote_id: str | None = None
    error: str | None = None
    may_succeed_later: bool = False


@dataclass(frozen=True)
class ReadTask:
    """A task as the CRM holds it, in the columns of the source contract."""

    task_id: str
    customer_id: str | None
    created_at: datetime | None
    status: str | None
    completed_at: datetime | None
    disposition: str | None
    was_reason_helpful: bool | None
    team: str | None
    due_on: date | None
    payload_hash: str | None


def read_tasks(connection: duckdb.DuckDBPyConnection) -> list[Task]:
    """Return the tasks of a publication, those that are due first first."""
    return [Task(*row) for row in connection.execute(TASKS).fetchall()]


def reasons(task: Task) -> list[str]:
    """Return why the customer is at risk, the strongest reason first."""
    return [one_line(text) for text in (task.reason_1, task.reason_2, task.reason_3) if text]


def at_stake(task: Task) -> str | None:
    """Return what the customer pays and may stop paying, where that is known."""
    if task.mrr_usd is None or task.expected_mrr_loss_usd is None:
        return None
    return (
        f"{task.expected_mrr_loss_usd:,.0f} USD of {task.mrr_usd:,.0f} USD a month are expected "
        "to be lost."
    )


def description(task: Task) -> str:
    """Return the text of a task: why, what to do, and what is at stake."""
    parts = []
    if told := reasons(task):
        parts.append("\n".join(["Why:", *(f"- {reason}" for reason in told)]))
    if task.what_to_do:
        parts.append(f"{one_line(task.playbook_name or 'What to do')}: {one_line(task.what_to_do)}")
    if stake := at_stake(task):
        parts.append(stake)
    parts.append(f"The risk rose on {task.crossed_on_date.isoformat()}.")
    return "\n\n".join(parts)
