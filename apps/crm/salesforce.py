"""Salesforce: tasks upserted by an external id, in collections or in bulk, and read back."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Any, Final

from apps.crm.errors import CrmError
from apps.crm.tasks import Change, Fields, Outcome, ReadTask, Task, description
from apps.crm.words import TASK_FIELDS, answered_helpful, one_status
from apps.extras import require_extra
from apps.posting import is_http
from apps.settings import Environment, setting
from apps.text import one_line

DOCUMENT: Final = "docs/crm.md"
KEY: Final = "Mainstay_Task_Id__c"
# What a collection holds at most, and above how many tasks one job is kinder to the daily limit of
# calls than their collections.
COLLECTION, BULK_ABOVE, BULK = 200, 2000, 10_000
LONGEST_SUBJECT, LONGEST_DESCRIPTION = 255, 32_000
# What passes by itself: somebody else holds the row, or the server has no time.
PASSING: Final = ("UNABLE_TO_LOCK_ROW", "SERVER_UNAVAILABLE", "REQUEST_RUNNING_TOO_LONG")
# A null in a CSV file of the bulk interface, where an empty cell changes nothing.
NULL: Final = "#N/A"
JOB_CHECK_SECONDS: Final = 1


@dataclass(frozen=True)
class Login:
    """Who we are at Salesforce, in the words of its client library."""

    arguments: Mapping[str, str] = field(repr=False)

    @property
    def secrets(self) -> tuple[str, ...]:
        """Return what no message may repeat."""
        hidden = ("session_id", "consumer_secret")
        return tuple(self.arguments[name] for name in hidden if name in self.arguments)


def read_login(environment: Environment) -> Login:
    """Return the login that the environment describes: a token, a secret or a private key.

    Raises:
        CrmError: The address is none.
        SettingError: A part of it is missing.
    """

    def told(name: str) -> str:
        return setting(environment, f"SALESFORCE_{name}", document=DOCUMENT)

    if environment.get("SALESFORCE_ACCESS_TOKEN") or not environment.get("SALESFORCE_CLIENT_ID"):
        url = told("INSTANCE_URL")
        if not is_http(url) or not url.startswith("https://"):
            raise CrmError("SALESFORCE_INSTANCE_URL is no https:// address: copy that of the org.")
        return Login({"instance_url": url, "session_id": told("ACCESS_TOKEN")})
    if environment.get("SALESFORCE_PRIVATE_KEY_FILE"):
        return Login(
            {
                "username": told("USERNAME"),
                "consumer_key": told("CLIENT_ID"),
                "privatekey_file": told("PRIVATE_KEY_FILE"),
                "domain": environment.get("SALESFORCE_DOMAIN") or "login",
            }
        )
    return Login(
        {
            "consumer_key": told("CLIENT_ID"),
            "consumer_secret": told("CLIENT_SECRET"),
            "domain": told("DOMAIN"),
        }
    )


@dataclass
class SalesforceTarget:
    """An org of Salesforce, which is asked for the first time when there is something to ask."""

    login: Login

    @property
    def name(self) -> str:
        """Return the name under which tasks stand in the outbox."""
        return "salesforce"

    def fields(self, task: Task) -> Fields:
        """Return a task as its record; status and priority are the org's and people's own."""
        return {
            KEY: task.task_id,
            "Subject": one_line(task.task_subject)[:LONGEST_SUBJECT],
            "Description": description(task)[:LONGEST_DESCRIPTION],
            "ActivityDate": task.due_on_date.isoformat(),
            "Mainstay_Customer_Id__c": task.customer_id,
            "Mainstay_Team__c": task.team,
            "Mainstay_Playbook__c": task.playbook_name,
            "Mainstay_Owner_Email__c": task.account_owner_email,
            "Mainstay_Payload_Hash__c": task.payload_hash,
        }

    def batch_size(self, count: int) -> int:
        """Return the size of a collection, or of a job where collections would be many calls."""
        return COLLECTION if count <= BULK_ABOVE else BULK

    def deliver(self, changes: Sequence[Change], *, at: datetime) -> list[Outcome]:
        """Upsert the tasks; each is accepted or refused for itself.

        Raises:
            DeliveryError: There was another answer, or none.
        """
        records = [dict(change.fields) for change in changes]
        client = self._client(at)
        load = _load_in_bulk if len(records) > COLLECTION else _load_collection
        outcomes: list[Outcome] = client.call(load, records)
        return outcomes

    def read(self, *, at: datetime) -> list[ReadTask]:
        """Return all tasks that Mainstay made.

        Raises:
            DeliveryError: Salesforce did not answer.
        """
        query = (
            f"select {', '.join(TASK_FIELDS)} from Task where {KEY} != null order by CreatedDate"  # noqa: S608
        )
        records = self._client(at).call(lambda org, _: list(org.query_all_iter(query)), [])
        return [_read(record) for record in records]

    def _client(self, at: datetime) -> Any:
        client = self._connected
        client.at = at
        return client

    @cached_property
    def _connected(self) -> Any:
        require_extra("crm", "simple_salesforce")
        from apps.crm.salesforce_client import Client

        return Client(self.login.arguments, secrets=self.login.secrets)


def _load_collection(org: Any, records: list[dict[str, Any]]) -> list[Outcome]:
    answers = org.restful(
        f"composite/sobjects/Task/{KEY}",
        method="PATCH",
        json={
            "allOrNone": False,
            "records": [{"attributes": {"type": "Task"}, **record} for record in records],
        },
    )
    # A shorter answer leaves tasks without one, which is no receipt.
    return [
        _outcome(str(record[KEY]), answer)
        for record, answer in zip(records, answers or [], strict=False)
    ]


def _outcome(task_id: str, answer: Mapping[str, Any]) -> Outcome:
    if answer["success"]:
        return Outcome(task_id, remote_id=answer["id"])
    told = [f"{error['statusCode']}: {error['message']}" for error in answer["errors"]]
    return _refused(task_id, "; ".join(told) or "no reason was given")


def _load_in_bulk(org: Any, records: list[dict[str, Any]]) -> list[Outcome]:
    cells = [
        {name: NULL if value is None else str(value) for name, value in record.items()}
        for record in records
    ]
    jobs = org.bulk2.Task.upsert(
        records=cells, external_id_field=KEY, batch_size=BULK, wait=JOB_CHECK_SECONDS
    )
    outcomes: list[Outcome] = []
    for job in jobs:
        job_id = job["job_id"]
        taken = _rows(org.bulk2.Task.get_successful_records(job_id))
        outcomes += [Outcome(row[KEY], remote_id=row["sf__Id"]) for row in taken]
        refused = _rows(org.bulk2.Task.get_failed_records(job_id))
        outcomes += [_refused(row[KEY], row["sf__Error"]) for row in refused]
    return outcomes


def _rows(text: str) -> list[dict[str, str]]:
    # A description has several lines, so the text is not cut at its line ends.
    return list(csv.DictReader(io.StringIO(text, newline="")))


def _refused(task_id: str, told: str) -> Outcome:
    return Outcome(
        task_id, error=f"{one_line(told).rstrip('.')}.", may_succeed_later=told.startswith(PASSING)
    )


def _read(record: Mapping[str, Any]) -> ReadTask:
    return ReadTask(
        task_id=record[KEY],
        customer_id=record["Mainstay_Customer_Id__c"],
        created_at=_moment(record["CreatedDate"]),
        status=one_status(record["Status"], is_closed=record["IsClosed"]),
        completed_at=_moment(record["CompletedDateTime"]),
        disposition=record["Mainstay_Disposition__c"],
        was_reason_helpful=answered_helpful(record["Mainstay_Reason_Helpful__c"]),
        team=record["Mainstay_Team__c"],
        due_on=date.fromisoformat(record["ActivityDate"]) if record["ActivityDate"] else None,
        payload_hash=record["Mainstay_Payload_Hash__c"],
    )


def _moment(told: str | None) -> datetime | None:
    """Return a moment in UTC, as the source contract wants it."""
    if not told:
        return None
    return datetime.strptime(told, "%Y-%m-%dT%H:%M:%S.%f%z").astimezone(UTC).replace(tzinfo=None)
