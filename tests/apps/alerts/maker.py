"""A publication that holds alerts and nothing else."""

from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from apps.alerts.book import Alert

HOSTILE = "<!channel> *free*\r\nBcc: all@example.com\x1b[2J & <https://evil.example|here>"


def an_alert(number: int = 1, **changes: Any) -> Alert:
    values = {
        "alert_id": f"a{number}",
        "rule_name": "volume_drop",
        "subject": "usage_events",
        "opened_on_date": date(2026, 6, number),
        "closed_on_date": None,
        "severity": "critical",
        "owner": "data_platform",
        "runbook": "docs/runbooks/volume_drop.md",
        "evidence": "usage_events of the week: 1,830; usual are 5,790.",
        "evidence_query": "select * from fct_monitor_checks",
    }
    return Alert(**{**values, **changes})


def publish(folder: Path, *alerts: Alert) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / "current.duckdb"
    path.unlink(missing_ok=True)
    columns = ", ".join(
        f"{name} {'date' if name.endswith('_date') else 'varchar'}" for name in vars(an_alert())
    )
    with duckdb.connect(str(path)) as connection:
        connection.execute(f"create table fct_alerts ({columns})")
        for alert in alerts:
            values = list(vars(alert).values())
            connection.execute(
                "insert into fct_alerts values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", values
            )
    return folder
