"""Hand tasks over to an address that takes batches as HubSpot does: upserts by a property."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from hashlib import sha256
from html import escape
from typing import Any, Final

from apps.crm.tasks import Change, Fields, Outcome, Task, description
from apps.delivery import DeliveryError
from apps.posting import hidden, post, secrets_of
from apps.text import one_line

TIMEOUT_SECONDS = 30.0
# What HubSpot takes at most.
BATCH: Final = 100
KEY: Final = "mainstay_task_id"


@dataclass(frozen=True)
class WebhookTarget:
    """An address, which may be a secret itself, and the token that is shown to it."""

    url: str = field(repr=False)
    token: str = field(default="", repr=False)

    @property
    def name(self) -> str:
        """Return the name under which tasks stand in the outbox."""
        return "webhook"

    def fields(self, task: Task) -> Fields:
        """Return a task as properties; its body is HTML there, so text is escaped."""
        due = datetime.combine(task.due_on_date, time(), UTC)
        return {
            KEY: task.task_id,
            "hs_task_subject": one_line(task.task_subject),
            "hs_task_body": escape(description(task)).replace("\n", "<br>"),
            "hs_timestamp": due.isoformat(),
            "mainstay_customer_id": task.customer_id,
            "mainstay_team": task.team,
            "mainstay_playbook": task.playbook_name,
            "mainstay_owner_email": task.account_owner_email,
            "mainstay_payload_hash": task.payload_hash,
        }

    def batch_size(self, count: int) -> int:  # noqa: ARG002 - the same for any number
        """Return what the address takes at once."""
        return BATCH

    def deliver(self, changes: Sequence[Change], *, at: datetime) -> list[Outcome]:
        """Post the batch; an answer of 2xx is the receipt of all that it does not refuse.

        Raises:
            DeliveryError: There was another answer, or none that can be read.
        """
        inputs = [
            {"idProperty": KEY, "id": change.task_id, "properties": dict(change.fields)}
            for change in changes
        ]
        contents = ",".join(f"{change.task_id}:{change.payload_hash}" for change in changes)
        headers = {"Idempotency-Key": sha256(contents.encode()).hexdigest()}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        answer = post(
            self.url,
            body=json.dumps({"inputs": inputs}).encode(),
            headers=headers,
            at=at,
            timeout_seconds=TIMEOUT_SECONDS,
            secrets=(self.token,),
            is_answer_read=True,
        )
        return self._outcomes(answer, of=changes)

    def _outcomes(self, answer: bytes, *, of: Sequence[Change]) -> list[Outcome]:
        try:
            told = json.loads(answer) if answer.strip() else {}
        except ValueError:
            # Who takes a batch and answers in words has taken it.
            told = {}
        if not isinstance(told, dict):
            return [Outcome(change.task_id) for change in of]
        try:
            errors = _errors(told)
            ids = _ids(told)
        except (AttributeError, KeyError, TypeError):
            raise DeliveryError(
                "The answer names its results in another way than docs/crm.md says.",
                may_succeed_later=False,
            ) from None
        return [
            Outcome(
                change.task_id,
                remote_id=ids.get(change.task_id),
                error=self._hidden(errors.get(change.task_id)),
            )
            for change in of
        ]

    def _hidden(self, error: str | None) -> str | None:
        secrets = (*secrets_of(self.url), self.token)
        return None if error is None else f"{hidden(error, secrets=secrets)}."


def _errors(told: dict[str, Any]) -> dict[str, str]:
    """Return the message about each task that was refused."""
    return {
        str(task_id): str(error.get("message") or "The CRM refused it")
        for error in told.get("errors", [])
        for task_id in error["context"]["ids"]
    }


def _ids(told: dict[str, Any]) -> dict[str, str]:
    """Return the CRM's own id of each task that it names."""
    return {
        str(result["properties"][KEY]): str(result["id"])
        for result in told.get("results", [])
        if KEY in result.get("properties", {})
    }
