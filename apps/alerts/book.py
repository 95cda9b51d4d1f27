"""The alerts of a publication, and what of them somebody has yet to be told."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

import duckdb

OPENED, CLOSED = "opened", "closed"
SENT, FAILED = "sent", "failed"
ALERTS: Final = """
    select alert_id, rule_name, subject, opened_on_date, closed_on_date, severity, owner, runbook,
        evidence, evidence_query
    from fct_alerts
    order by opened_on_date, rule_name, subject, alert_id
"""


@dataclass(frozen=True)
class Alert:
    """A row of `fct_alerts`."""

    alert_id: str
    rule_name: str
    subject: str
    opened_on_date: date
    closed_on_date: date | None
    severity: str
    owner: str
    runbook: str
    evidence: str
    evidence_query: str


@dataclass(frozen=True)
class Notice:
    """One thing to tell: that an alert was opened, or that it was closed."""

    alert: Alert
    event: str

    @property
    def key(self) -> str:
        """Return what makes this notice the same one wherever and however often it arrives."""
        return f"{self.alert.alert_id}:{self.event}"


def read_alerts(connection: duckdb.DuckDBPyConnection) -> list[Alert]:
    """Return all alerts of a publication, oldest first."""
    return [Alert(*row) for row in connection.execute(ALERTS).fetchall()]


def notices_due(alerts: list[Alert], *, statuses: Mapping[str, str]) -> list[Notice]:
    """Return what a receiver has yet to be told, given the status of each notice by its key.

    Who was never told that an alert opened is not told that it closed: the replayed history of a
    new warehouse is no news.
    """
    notices = []
    for alert in alerts:
        opened, closed = Notice(alert, OPENED), Notice(alert, CLOSED)
        is_open = alert.closed_on_date is None
        told = statuses.get(opened.key)
        if told != SENT and (is_open or told is not None):
            notices.append(opened)
        if not is_open and told is not None and statuses.get(closed.key) != SENT:
            notices.append(closed)
    return notices
