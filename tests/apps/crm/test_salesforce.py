"""Salesforce, against an org over HTTPS that fails in every way it can."""

import json
import sqlite3

import pytest

from tests.apps.crm.maker import HOSTILE, a_task, publish
from tests.apps.crm.org import KEY, TOKEN

FIRST, SECOND = a_task(1), a_task(2)
PASSING = ("hang", "drop", "late_hang", "late_drop", "late_500", "half", "short", "twice")


def outbox(published):
    with sqlite3.connect(published / "crm/outbox.sqlite") as connection:
        rows = connection.execute(
            "select task_id, status, attempts, last_error, remote_id from outbox"
        ).fetchall()
    connection.close()
    return {row[0]: row[1:] for row in rows}


def test_each_task_is_sent_once(push, org, published):
    assert push("--send") == (
        0,
        "salesforce: 2 new and 0 changed sent, 0 failed; 0 received before.\n",
    )
    assert push("--send") == (
        0,
        "salesforce: 0 new and 0 changed sent, 0 failed; 2 received before.\n",
    )
    first, second = org.records
    assert first[KEY] == FIRST.task_id
    assert first["Subject"] == "High churn risk: Customer 1 (62%, before 31%)"
    assert first["Description"] == (
        "Why:\n- Logins fell from 40 to 3.\n- Two payments failed.\n\n"
        "Bring people back: Call the main user.\n\n"
        "744 USD of 1,200 USD a month are expected to be lost.\n\n"
        "The risk rose on 2026-06-15."
    )
    assert first["ActivityDate"] == "2026-06-20"
    assert first["Status"] == "Not Started"
    assert outbox(published)[FIRST.task_id] == ("sent", 1, None, first["Id"])
    assert org.batches == [2]


def test_without_send_nothing_is_asked_and_every_field_is_shown(push, org, published):
    code, told = push()
    head, *lines = told.splitlines()
    assert (code, head) == (0, "salesforce: 2 new and 0 changed would be sent; 0 received before.")
    assert lines[0] == f'+ {FIRST.task_id} of "C000001"'
    assert '    Subject: "High churn risk: Customer 1 (62%, before 31%)"' in lines
    assert not org.calls
    assert outbox(published) == {}


def test_a_changed_task_shows_what_differs_and_stays_the_same_task(push, org, published):
    push("--send")
    org.records[0]["Status"] = "In Progress"
    publish(published, a_task(1, account_owner_email="new@streamflow.example"), SECOND)
    head, *lines = push()[1].splitlines()
    assert head == "salesforce: 0 new and 1 changed would be sent; 1 received before."
    assert lines[:2] == [
        f'~ {FIRST.task_id} of "C000001"',
        '    Mainstay_Owner_Email__c: "owner1@streamflow.example" -> "new@streamflow.example"',
    ]
    assert lines[2].startswith("    Mainstay_Payload_Hash__c: ")
    assert len(lines) == 3
    assert push("--send")[0] == 0
    assert len(org.records) == 2
    assert org.records[0]["Mainstay_Owner_Email__c"] == "new@streamflow.example"
    assert org.records[0]["Status"] == "In Progress"


def test_a_value_that_is_gone_is_emptied(push, org, published):
    push("--send")
    publish(published, a_task(1, team=None), SECOND)
    assert push("--send")[0] == 0
    assert org.records[0]["Mainstay_Team__c"] is None


def test_a_refused_task_stops_no_other_and_is_tried_again_by_the_next_push(
    push, org, published, waits
):
    org.refused = {
        FIRST.task_id: {"statusCode": "STRING_TOO_LONG", "message": "Subject: too large."}
    }
    code, told = push("--send")
    assert code == 1
    assert told.splitlines() == [
        "salesforce: 1 new and 0 changed sent, 1 failed; 0 received before.",
        f"  1 of them, such as {FIRST.task_id}: STRING_TOO_LONG: Subject: too large.",
    ]
    assert outbox(published)[FIRST.task_id][:3] == (
        *("failed", 1),
        "STRING_TOO_LONG: Subject: too large.",
    )
    assert not waits
    org.refused = {}
    assert push("--send")[0] == 0
    assert outbox(published)[FIRST.task_id][:3] == ("sent", 2, None)
    assert org.batches == [2, 1]


@pytest.mark.parametrize("step", PASSING)
def test_what_can_pass_is_tried_again_and_makes_no_second_task(push, org, waits, step):
    org.plan = [step]
    assert push("--send")[0] == 0
    assert sorted(record[KEY] for record in org.records) == sorted([FIRST.task_id, SECOND.task_id])
    assert waits == ([] if step == "twice" else [1.0])


@pytest.mark.parametrize(
    ("answer", "waited"),
    [
        ((429, "slow down", {"Retry-After": "7"}), [7.0]),
        ((429, "slow down", {"Retry-After": "soon"}), [1.0]),
        ((500, "oops", {}), [1.0]),
        ((503, "<html>maintenance</html>", {}), [1.0]),
        ((200, "<html>a proxy</html>", {}), [1.0]),
        ((200, "[{}, {}]", {}), [1.0]),
    ],
)
def test_an_answer_that_speaks_of_this_moment_is_waited_out(push, org, waits, answer, waited):
    org.plan = [answer]
    assert push("--send")[0] == 0
    assert len(org.records) == 2
    assert waits == waited


def test_an_hour_is_not_waited_for(push, org, waits):
    org.plan = [(429, "slow down", {"Retry-After": "3600"})]
    code, told = push("--send")
    assert code == 1
    assert "  2 of them, such as" in told
    assert "The answer was 429: slow down." in told
    assert not waits


def test_an_org_that_is_down_is_not_waited_for_with_every_batch(push, org, waits, monkeypatch):
    monkeypatch.setattr("apps.crm.salesforce.COLLECTION", 1)
    org.plan = [(500, "oops", {})] * 5
    assert push("--send")[0] == 1
    assert waits == [1.0, 2.0, 4.0]
    assert push("--send")[0] == 0


def test_the_daily_limit_is_no_reason_to_ask_again_at_once(push, org, waits):
    limit = [{"errorCode": "REQUEST_LIMIT_EXCEEDED", "message": "TotalRequests Limit exceeded."}]
    org.plan = [(403, json.dumps(limit), {})]
    code, told = push("--send")
    assert code == 1
    assert "The answer was 403: REQUEST_LIMIT_EXCEEDED: TotalRequests Limit exceeded." in told
    assert not waits


@pytest.mark.usefixtures("org")
def test_a_token_that_is_refused_is_not_repeated(push, monkeypatch):
    monkeypatch.setenv("SALESFORCE_ACCESS_TOKEN", "0-wrong-s3cr3t")
    code, told = push("--send")
    assert code == 1
    assert "The answer was 401: INVALID_SESSION_ID" in told
    assert "s3cr3t" not in told


@pytest.mark.parametrize("code", [301, 302, 307])
def test_a_token_is_shown_to_nobody_else(push, org, code):
    org.plan = [(code, "", {"Location": f"{org.address}/elsewhere"})]
    assert push("--send")[0] == 1
    assert not [call for call in org.calls if "elsewhere" in call]


def test_a_server_that_cannot_prove_who_it_is_gets_nothing(push, org, waits, monkeypatch):
    monkeypatch.delenv("REQUESTS_CA_BUNDLE")
    code, told = push("--send")
    assert code == 1
    assert "No answer (SSLError)." in told
    assert not org.calls
    assert not waits


def test_two_records_of_one_task_are_reported_and_not_made_three(push, org):
    org.records = [{"Id": "a", KEY: FIRST.task_id}, {"Id": "b", KEY: FIRST.task_id}]
    code, told = push("--send")
    assert code == 1
    assert "DUPLICATE_EXTERNAL_ID: more than one record found" in told
    assert len(org.records) == 3


def test_what_is_due_no_more_is_not_sent_any_more(push, org, published):
    org.plan = [(400, "[]", {})]
    assert push("--send")[0] == 1
    publish(published, SECOND)
    assert push("--send")[0] == 0
    assert [record[KEY] for record in org.records] == [SECOND.task_id]
    assert outbox(published)[FIRST.task_id][0] == "withdrawn"
    publish(published, FIRST)
    assert push("--send")[0] == 0
    assert outbox(published)[FIRST.task_id][0] == "sent"


@pytest.mark.usefixtures("org")
def test_the_outbox_forgets_who_it_was_about_when_a_task_is_not_due_any_more(push, published):
    push("--send")
    publish(published, SECOND)
    push("--send")
    text = (published / "crm/outbox.sqlite").read_bytes()
    assert b"Customer 1 " not in text
    assert outbox(published)[FIRST.task_id][0] == "sent"


def test_hostile_text_stays_text(push, org, published):
    task = a_task(1, task_subject=HOSTILE, reason_1=HOSTILE, customer_id="C1\x1b[2J\u202e")
    publish(published, task)
    shown = push()[1]
    assert "\x1b" not in shown
    assert "\u202e" not in shown
    assert '"C1\\u001b[2J\\u202e"' in shown
    assert push("--send")[0] == 0
    (record,) = org.records
    assert record["Subject"].startswith("=cmd|' /C calc'!A0 <script>")
    assert record["Subject"].isprintable()
    assert all(line.isprintable() for line in record["Description"].splitlines())


def test_no_secret_is_in_what_is_printed_or_kept(push, org, published):
    org.plan = [(400, f"[] {TOKEN}", {}), "take"]
    told = push("--send")[1] + push("--send")[1]
    kept = (published / "crm/outbox.sqlite").read_bytes()
    assert TOKEN not in told
    assert TOKEN.encode() not in kept
