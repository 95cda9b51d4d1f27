"""What a fake org of Salesforce holds, and how it takes a record."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

KEY = "Mainstay_Task_Id__c"
TOKEN = "00D-s3cr3t"  # noqa: S105 - of no org
LOCKED = {"statusCode": "UNABLE_TO_LOCK_ROW", "message": "unable to obtain exclusive access"}
OPEN = {"Status": "Not Started", "IsClosed": False, "CompletedDateTime": None}
MADE = {"CreatedDate": "2026-06-01T06:00:00.000+0000", **OPEN}
UNANSWERED = {"Mainstay_Disposition__c": None, "Mainstay_Reason_Helpful__c": None}


@dataclass
class Org:
    """What an org holds, what it was asked, and how it is to answer next.

    `plan` names the next steps, one per writing request; `choose` decides when it is empty.
    """

    address: str = ""
    records: list[dict[str, Any]] = field(default_factory=list)
    plan: list[Any] = field(default_factory=list)
    choose: Callable[[], Any] = lambda: "take"
    refused: dict[str, dict[str, str]] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)
    batches: list[int] = field(default_factory=list)
    jobs: dict[str, dict[str, Any]] = field(default_factory=dict)
    steps: list[Any] = field(default_factory=list)
    caught: threading.Event = field(default_factory=threading.Event)
    released: threading.Event = field(default_factory=threading.Event)
    lock: threading.RLock = field(default_factory=threading.RLock)

    def next_step(self) -> Any:
        with self.lock:
            step = self.plan.pop(0) if self.plan else self.choose()
            self.steps.append(step)
            return step

    def held(self, task_id: str) -> list[dict[str, Any]]:
        return [record for record in self.records if record[KEY] == task_id]

    def upsert_all(self, records: list[dict[str, Any]], *, locked: int = 0) -> list[Any]:
        return [
            failure(LOCKED) if number % 2 < locked else self.upsert(record)
            for number, record in enumerate(records)
        ]

    def upsert(self, record: dict[str, Any]) -> dict[str, Any]:
        with self.lock:
            found = self.held(record[KEY])
            if record[KEY] in self.refused:
                return failure(self.refused[record[KEY]])
            if len(found) > 1:
                message = f"more than one record found for external id field: {KEY}"
                return failure({"statusCode": "DUPLICATE_EXTERNAL_ID", "message": message})
            if not found:
                found = [{"Id": f"00T{len(self.records):012}", **MADE, **UNANSWERED}]
                self.records += found
            found[0].update({name: record[name] for name in record if name != "attributes"})
            return {"id": found[0]["Id"], "success": True, "errors": []}


def failure(error: dict[str, str]) -> dict[str, Any]:
    return {"success": False, "errors": [{**error, "fields": []}]}
