"""What is due, whatever a CRM answers: laws of the outbox, and who may push."""

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.crm.outbox import open_outbox
from apps.crm.pushing import push as push_changes
from apps.crm.tasks import Outcome
from apps.delivery import Clock, DeliveryError
from tests.apps.crm.maker import a_task, publish

CLOCK = Clock(read=lambda: datetime(2026, 6, 15, 6, tzinfo=UTC), sleep=lambda _: None)
WORD = "no secret"


class Memory:
    """A CRM that takes what it is told to take, and may be cut off with the work done."""

    name = "memory"

    def __init__(self, answers):
        self.answers, self.held, self.receipts = iter(answers), {}, []

    def batch_size(self, _):
        return 2

    def deliver(self, changes, **_):
        outcomes = []
        for change in changes:
            answer = next(self.answers, "take")
            if answer in ("take", "killed", "lost"):
                self.held[change.task_id] = change.fields
            if answer == "killed":
                raise KeyboardInterrupt
            if answer in ("lost", "silent"):
                raise DeliveryError("No answer.", may_succeed_later=True)
            error = None if answer == "take" else "Not this one."
            outcomes.append(
                Outcome(change.task_id, error=error, may_succeed_later=answer == "busy")
            )
        self.receipts += [outcome.task_id for outcome in outcomes if outcome.error is None]
        return outcomes


def push_once(folder, tasks, target):
    with open_outbox(folder, target="memory") as outbox:
        changes = outbox.changes((task, {"text": task.payload_hash}) for task in tasks)
        try:
            return push_changes(
                changes,
                due=[task.task_id for task in tasks],
                target=target,
                outbox=outbox,
                clock=CLOCK,
                progress=lambda _: None,
            )
        except KeyboardInterrupt:
            return None


@settings(max_examples=20)
@given(
    st.lists(st.sampled_from(["take", "refuse", "busy", "lost", "silent", "killed"]), max_size=12)
)
def test_whatever_fails_the_crm_holds_each_task_and_no_receipt_is_asked_for_twice(answers):
    tasks = [a_task(number) for number in range(5)]
    target = Memory(answers)
    with TemporaryDirectory() as folder:
        for _ in range(len(answers) + 1):
            push_once(Path(folder), tasks, target)
        assert push_once(Path(folder), tasks, target) == []
    assert target.held == {task.task_id: {"text": task.payload_hash} for task in tasks}
    assert sorted(target.receipts) == sorted(target.held)


def test_each_crm_has_its_own_receipts(tmp_path):
    tasks = [a_task(1)]
    push_once(tmp_path, tasks, Memory([]))
    with open_outbox(tmp_path, target="other") as outbox:
        assert len(outbox.changes((task, {}) for task in tasks)) == 1


def test_two_pushers_at_once_are_one_pusher(push, org, published):
    (published / "crm").mkdir()
    script = (
        "import fcntl,sys; f=open(sys.argv[1],'w'); fcntl.flock(f,fcntl.LOCK_EX);"
        "print(flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(  # noqa: S603 - our own
        [sys.executable, "-c", script, str(published / "crm/push.lock")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as other:
        assert other.stdout is not None
        other.stdout.readline()
        code, told = push("--send")
        assert other.stdin is not None
        other.stdin.close()
    assert code == 75
    assert "push of tasks from" in told
    assert not org.calls
    assert push("--send")[0] == 0


def test_a_damaged_outbox_says_what_to_do(push, org, published):
    (published / "crm").mkdir()
    (published / "crm/outbox.sqlite").write_bytes(b"not a database, and long enough" * 99)
    code, told = push("--send")
    assert code == 2
    assert "repair the file, or move it away" in told
    assert not org.calls


def test_a_lost_outbox_makes_no_second_task(push, org, published):
    push("--send")
    (published / "crm/outbox.sqlite").unlink()
    assert push("--send")[0] == 0
    assert len(org.records) == 2


def test_nothing_due_is_nothing_to_ask(push, org, published):
    publish(published)
    assert push("--send") == (
        0,
        "salesforce: 0 new and 0 changed sent, 0 failed; 0 received before.\n",
    )
    assert not org.calls


@pytest.mark.usefixtures("org")
def test_a_publication_from_before_says_to_build(push, published):
    with duckdb.connect(str(published / "current.duckdb")) as connection:
        connection.execute("drop table sync_salesforce__tasks")
    code, told = push()
    assert (code, told.count("\n")) == (2, 1)
    assert "run `dbt build`" in told


@pytest.mark.parametrize(
    ("settings", "words", "sentence"),
    [
        ({}, [], "No CRM is named: set one of SALESFORCE_INSTANCE_URL,"),
        ({}, ["--to", "salesforce"], "SALESFORCE_INSTANCE_URL is not set: docs/crm.md"),
        ({}, ["--to", "webhook"], "CRM_WEBHOOK_URL is not set: docs/crm.md"),
        ({"CRM_WEBHOOK_URL": "ftp://h/s3cr3t"}, [], "CRM_WEBHOOK_URL is no https:// address"),
        (
            {"SALESFORCE_INSTANCE_URL": "http://h/s3cr3t", "SALESFORCE_ACCESS_TOKEN": "t"},
            [],
            "SALESFORCE_INSTANCE_URL is no https:// address",
        ),
        ({"SALESFORCE_CLIENT_ID": "me"}, [], "SALESFORCE_CLIENT_SECRET is not set"),
        (
            {"CRM_WEBHOOK_URL": "https://h", "CRM_CSV_FILE": "f"},
            [],
            "The environment names webhook and csv: say which by `--to`.",
        ),
    ],
)
def test_a_wrong_setting_is_one_sentence(push, monkeypatch, settings, words, sentence):
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    code, told = push(*words)
    assert code == 2
    assert told.startswith(f"mainstay: {sentence}")
    assert told.count("\n") == 1
    assert "s3cr3t" not in told


@pytest.mark.parametrize(
    ("settings", "arguments"),
    [
        (
            {"CLIENT_ID": "me", "DOMAIN": "acme.my"} | {"CLIENT_SECRET": WORD},
            {"consumer_key": "me", "domain": "acme.my"} | {"consumer_secret": WORD},
        ),
        (
            {"CLIENT_ID": "me", "USERNAME": "ops@a.example", "PRIVATE_KEY_FILE": "key.pem"},
            {
                **{"username": "ops@a.example", "consumer_key": "me"},
                **{"privatekey_file": "key.pem", "domain": "login"},  # pragma: allowlist secret
            },
        ),
    ],
)
def test_a_login_is_a_secret_or_a_key(settings, arguments):
    from apps.crm.salesforce import read_login

    login = read_login({f"SALESFORCE_{name}": value for name, value in settings.items()})
    assert login.arguments == arguments
    assert "consumer_key" not in repr(login)


@pytest.mark.usefixtures("org")
def test_without_the_extra_it_says_how_to_add_it(push, monkeypatch):
    monkeypatch.setattr("apps.extras.find_spec", lambda _: None)
    code, told = push("--send")
    assert code == 2
    assert "run `uv sync --extra crm`" in told
