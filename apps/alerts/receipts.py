"""Who was told what, and when: one row per notice and receiver.

The receipts stand in a SQLite file of their own beside the publications. The warehouse belongs to
builds, which would lock a sender out, and the publications are files that nobody changes; SQLite
commits row by row and is part of Python.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Final

from apps.alerts.book import FAILED, SENT, Notice
from apps.alerts.errors import AlertsError
from warehouse.guard import Lock

FOLDER: Final = "alerts"
TABLE: Final = """
    create table if not exists receipts (
        alert_id text not null,
        event text not null check (event in ('opened', 'closed')),
        target text not null,
        attempted_at text not null,
        attempts integer not null,
        status text not null check (status in ('sent', 'failed')),
        last_error text,
        primary key (alert_id, event, target)
    ) strict
"""
ATTEMPT: Final = """
    insert into receipts values (?, ?, ?, ?, 1, ?, ?)
    on conflict do update set
        attempted_at = excluded.attempted_at, attempts = attempts + 1,
        status = excluded.status, last_error = excluded.last_error
"""
SETTLED: Final = """
    update receipts set status = ?, last_error = ?
    where alert_id = ? and event = ? and target = ?
"""
CUT_OFF: Final = "The attempt was cut off before its receiver answered."


class Receipts:
    """The receipts of one folder of publications."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def statuses(self, target: str) -> dict[str, str]:
        """Return the status of each notice that was attempted for a receiver, by its key."""
        rows = self._connection.execute(
            "select alert_id || ':' || event, status from receipts where target = ?", [target]
        )
        return dict(rows.fetchall())

    def begin(self, notice: Notice, *, target: str, at: datetime) -> None:
        """Record an attempt before it is made, so that a killed one leaves its trace."""
        key = (notice.alert.alert_id, notice.event, target)
        with self._connection:
            self._connection.execute(ATTEMPT, (*key, at.isoformat(), FAILED, CUT_OFF))

    def settle(self, notice: Notice, *, target: str, error: str | None) -> None:
        """Record how the attempt ended."""
        key = (notice.alert.alert_id, notice.event, target)
        with self._connection:
            self._connection.execute(SETTLED, (SENT if error is None else FAILED, error, *key))


@contextmanager
def open_receipts(folder: Path) -> Iterator[Receipts]:
    """Hold the receipts of a folder of publications; nobody else sends from it meanwhile.

    Raises:
        NotNowError: Another process sends from the folder.
        AlertsError: The file is damaged.
    """
    place = folder / FOLDER
    lock = Lock.take((place / "send.lock").absolute(), purpose=f"delivery of alerts in {folder}")
    path = place / "receipts.sqlite"
    try:
        with closing(sqlite3.connect(path)) as connection:
            connection.execute(TABLE)
            yield Receipts(connection)
    except sqlite3.Error as error:
        raise AlertsError(
            f"The receipts in {path} cannot be used ({error}): repair the file, or move it away "
            "and every open alert is sent again."
        ) from error
    finally:
        del lock
