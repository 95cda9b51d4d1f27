"""What each CRM was sent: a row per task, so that a killed push costs and doubles nothing.

The outbox is a SQLite file of its own beside the publications: the warehouse belongs to builds,
which would lock a sender out, and the publications are files that nobody changes.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Final

from apps.crm.errors import CrmError
from apps.crm.tasks import Change, Fields, Outcome, Task
from warehouse.guard import Lock

FOLDER: Final = "crm"
WAITING, FAILED, SENT, WITHDRAWN = "waiting", "failed", "sent", "withdrawn"
# `task_id` is the key by which the CRM knows a copy; `sent_hash` and `sent_fields` are what it
# holds by our last receipt, `payload_hash` what it is to hold.
TABLE: Final = """
    create table if not exists outbox (
        target text not null,
        task_id text not null,
        customer_id text not null,
        payload_hash text not null,
        status text not null check (status in ('waiting', 'failed', 'sent', 'withdrawn')),
        attempts integer not null default 0,
        attempted_at text,
        last_error text,
        remote_id text,
        sent_hash text,
        sent_fields text,
        primary key (target, task_id)
    ) strict
"""
ROWS: Final = (
    "select task_id, status, payload_hash, sent_hash, sent_fields from outbox where target = ?"
)
QUEUED: Final = """
    insert into outbox (target, task_id, customer_id, payload_hash, status)
    values (?, ?, ?, ?, 'waiting')
    on conflict do update set
        payload_hash = excluded.payload_hash,
        status = case when status = 'failed' and payload_hash = excluded.payload_hash
            then 'failed' else 'waiting' end
"""
# What is due no more is not sent any more: the customer may have asked for that. What was sent of
# it is personal and needed for nothing.
WITHDRAWN_ONES: Final = """
    update outbox
    set sent_fields = null, status = case when status = 'sent' then 'sent' else 'withdrawn' end
    where target = ? and task_id not in (select value from json_each(?))
"""
BEGUN: Final = """
    update outbox
    set attempts = attempts + 1, attempted_at = ?, status = 'failed', last_error = ?
    where target = ? and task_id = ?
"""
RECEIVED: Final = """
    update outbox
    set status = 'sent', last_error = null, remote_id = coalesce(?, remote_id),
        sent_hash = ?, sent_fields = ?
    where target = ? and task_id = ?
"""
REFUSED: Final = "update outbox set last_error = ? where target = ? and task_id = ?"
CUT_OFF: Final = "The attempt was cut off before the CRM answered."


class Outbox:
    """The outbox of one folder of publications, as one CRM sees it."""

    def __init__(self, connection: sqlite3.Connection, *, target: str) -> None:
        self._connection = connection
        self._target = target

    def changes(self, tasks: Iterable[tuple[Task, Fields]]) -> list[Change]:
        """Return those tasks of which no receipt says that the CRM holds them like this."""
        rows = {row[0]: row[1:] for row in self._connection.execute(ROWS, [self._target])}
        changes = []
        for task, fields in tasks:
            status, payload_hash, sent_hash, sent = rows.get(task.task_id, (None,) * 4)
            if status == SENT and payload_hash == task.payload_hash:
                continue
            changes.append(
                Change(
                    task_id=task.task_id,
                    customer_id=task.customer_id,
                    payload_hash=task.payload_hash,
                    fields=fields,
                    held=json.loads(sent) if sent else None,
                    is_new=sent_hash is None,
                )
            )
        return changes

    def queue(self, changes: Iterable[Change], *, due: Iterable[str]) -> None:
        """Write down what is to be sent, and withdraw what is not among the tasks now `due`."""
        with self._connection:
            self._connection.execute(WITHDRAWN_ONES, [self._target, json.dumps(list(due))])
            self._connection.executemany(
                QUEUED,
                [
                    (self._target, change.task_id, change.customer_id, change.payload_hash)
                    for change in changes
                ],
            )

    def begin(self, changes: Iterable[Change], *, at: datetime) -> None:
        """Record an attempt before it is made, so that a killed one leaves its trace."""
        with self._connection:
            self._connection.executemany(
                BEGUN,
                [(at.isoformat(), CUT_OFF, self._target, change.task_id) for change in changes],
            )

    def settle(self, changes: Sequence[Change], *, outcomes: Iterable[Outcome]) -> None:
        """Record what the CRM said of each task."""
        by_task = {change.task_id: change for change in changes}
        with self._connection:
            for outcome in outcomes:
                key = (self._target, outcome.task_id)
                if outcome.error is not None:
                    self._connection.execute(REFUSED, (outcome.error, *key))
                    continue
                change = by_task[outcome.task_id]
                held = json.dumps(dict(change.fields))
                self._connection.execute(
                    RECEIVED, (outcome.remote_id, change.payload_hash, held, *key)
                )


@contextmanager
def open_outbox(folder: Path, *, target: str) -> Iterator[Outbox]:
    """Hold the outbox of a folder of publications; nobody else pushes from it meanwhile.

    Raises:
        NotNowError: Another process pushes from the folder.
        CrmError: The file is damaged.
    """
    place = folder / FOLDER
    lock = Lock.take((place / "push.lock").absolute(), purpose=f"push of tasks from {folder}")
    path = place / "outbox.sqlite"
    try:
        with closing(sqlite3.connect(path)) as connection:
            connection.execute(TABLE)
            yield Outbox(connection, target=target)
    except sqlite3.Error as error:
        raise CrmError(
            f"The outbox in {path} cannot be used ({error}): repair the file, or move it away; the "
            "CRM knows each task by its id, so that sending again makes no second one."
        ) from error
    finally:
        del lock
