"""A publication that holds tasks and nothing else."""

import json
from dataclasses import asdict, fields
from datetime import date, datetime
from decimal import Decimal
from hashlib import md5
from pathlib import Path
from typing import Any

import duckdb

from apps.crm.tasks import Task

HOSTILE = "=cmd|' /C calc'!A0 <script>alert(\"x\")</script>\r\nBcc: all@example.com\x1b[2J\u202e"
TYPES = {str: "varchar", float: "double", date: "date", datetime: "timestamp"}


def a_task(number: int = 1, **changes: Any) -> Task:
    values: dict[str, Any] = {
        "task_id": md5(f"task {number}".encode(), usedforsecurity=False).hexdigest(),
        "customer_id": f"C{number:06}",
        "crossed_on_date": date(2026, 6, 15),
        "due_on_date": date(2026, 6, 20),
        "task_subject": f"High churn risk: Customer {number} (62%, before 31%)",
        "reason_1": "Logins fell from 40 to 3.",
        "reason_2": "Two payments failed.",
        "reason_3": None,
        "playbook_name": "Bring people back",
        "what_to_do": "Call the main user.",
        "team": "customer_success",
        "account_owner_email": f"owner{number % 7}@streamflow.example",
        "churn_probability": 0.62,
        "mrr_usd": Decimal("1200.00"),
        "expected_mrr_loss_usd": Decimal("744.00"),
        **changes,
    }
    text = json.dumps(values, default=str)
    digest = md5(text.encode(), usedforsecurity=False).hexdigest()
    return Task(**{"payload_hash": digest, **values})


def publish(folder: Path, *tasks: Task) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / "current.duckdb"
    path.unlink(missing_ok=True)
    types = {
        column.name: "decimal(18,2)" if "usd" in column.name else TYPES.get(column.type, "varchar")  # type: ignore[call-overload]
        for column in fields(Task)
    }
    with duckdb.connect(str(path)) as connection:
        rows = json.dumps([asdict(task) for task in tasks], default=str)
        connection.execute(
            "create table sync_salesforce__tasks as"
            " select unnest(from_json(?, ?), recursive := true)",
            [rows, json.dumps([types])],
        )
    return folder
