"""Hand tasks over as a CSV file for an import: one row per task, however often it is written."""

import csv
import io
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from apps.crm.tasks import Change, Field, Fields, Outcome, Task, reasons
from apps.delivery import DeliveryError
from apps.text import formula_safe, one_line

KEY: Final = "task_id"


@dataclass(frozen=True)
class CsvTarget:
    """A file that holds every task ever sent, the newest text of each."""

    path: Path

    @property
    def name(self) -> str:
        """Return the name under which tasks stand in the outbox."""
        return "csv"

    def fields(self, task: Task) -> Fields:
        """Return a task as a row, whose text a spreadsheet does not compute."""
        row: dict[str, Field] = {
            KEY: task.task_id,
            "customer_id": task.customer_id,
            "subject": task.task_subject,
            "due_on": task.due_on_date.isoformat(),
            "reasons": " ".join(reasons(task)),
            "playbook": task.playbook_name,
            "what_to_do": task.what_to_do,
            "team": task.team,
            "account_owner_email": task.account_owner_email,
            "churn_probability": round(task.churn_probability, 4),
            "mrr_usd": None if task.mrr_usd is None else float(task.mrr_usd),
            "payload_hash": task.payload_hash,
        }
        return {name: _cell(value) for name, value in row.items()}

    def batch_size(self, count: int) -> int:
        """Return all: the file is written once."""
        return max(count, 1)

    def deliver(self, changes: Sequence[Change], *, at: datetime) -> list[Outcome]:  # noqa: ARG002
        """Put the rows in the place of those with their ids, in one step for the whole file.

        Raises:
            DeliveryError: The file cannot be written, or is none of ours; it is as it was before.
        """
        try:
            rows = self._rows()
            rows |= {change.task_id: dict(change.fields) for change in changes}
            self.path.parent.mkdir(parents=True, exist_ok=True)
            _replace(self.path, _text(list(rows.values()), names=list(changes[0].fields)))
        except OSError as error:
            raise DeliveryError(
                f"{self.path} cannot be written ({error.strerror}).", may_succeed_later=False
            ) from error
        return [Outcome(change.task_id) for change in changes]

    def _rows(self) -> dict[str, dict[str, Field]]:
        if not self.path.exists():
            return {}
        with self.path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            if KEY not in (reader.fieldnames or []):
                raise DeliveryError(
                    f"{self.path} has no column {KEY}: move it away, or name another file.",
                    may_succeed_later=False,
                )
            return {row[KEY]: dict(row) for row in reader}


def _cell(value: Field) -> Field:
    return formula_safe(one_line(formula_safe(value))) if isinstance(value, str) else value


def _text(rows: list[dict[str, Field]], *, names: list[str]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, names, extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    # By the mark at its beginning spreadsheets know UTF-8.
    return f"\ufeff{text.getvalue()}"


def _replace(path: Path, text: str) -> None:
    draft = path.with_name(f".{path.name}.new")
    with draft.open("w", encoding="utf-8", newline="") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
