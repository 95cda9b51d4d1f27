"""The webhook and the file."""

import csv
import json

import pytest

from apps.text import FORMULA_STARTS, formula_safe
from tests.apps.alerts.servers import web_server
from tests.apps.crm.maker import HOSTILE, a_task, publish

FIRST, SECOND = a_task(1), a_task(2)


@pytest.fixture
def web(monkeypatch):
    with web_server() as received:
        host, port = received.address
        monkeypatch.setenv("CRM_WEBHOOK_URL", f"http://{host}:{port}/hooks/s3cr3t")
        monkeypatch.setenv("CRM_WEBHOOK_TOKEN", "t0k3n")
        yield received


def test_a_webhook_gets_an_upsert_by_the_id_of_the_task(push, web):
    assert push("--send") == (
        0,
        "webhook: 2 new and 0 changed sent, 0 failed; 0 received before.\n",
    )
    assert push("--send")[1].startswith("webhook: 0 new and 0 changed sent")
    first, _ = json.loads(web.bodies[0])["inputs"]
    assert (first["idProperty"], first["id"]) == ("mainstay_task_id", FIRST.task_id)
    assert first["properties"]["hs_timestamp"] == "2026-06-20T00:00:00+00:00"
    assert web.headers[0]["Authorization"] == "Bearer t0k3n"
    assert len(web.bodies) == 1


def test_an_answer_that_gets_lost_leads_to_a_copy_with_the_same_key(push, web, waits):
    web.plan = ["lose", (429, "slow down", {"Retry-After": "5"})]
    assert push("--send")[0] == 0
    assert web.bodies[0] == web.bodies[1]
    assert web.headers[0]["Idempotency-Key"] == web.headers[1]["Idempotency-Key"]
    assert waits == [1.0, 5.0]


def test_what_a_webhook_refuses_is_kept_and_the_rest_is_sent(push, web):
    answer = {
        "results": [{"id": 77, "properties": {"mainstay_task_id": SECOND.task_id}}],
        "errors": [{"message": "no such owner /hooks/s3cr3t", "context": {"ids": [FIRST.task_id]}}],
    }
    web.plan = [(200, json.dumps(answer), {})]
    code, told = push("--send")
    assert code == 1
    assert told.splitlines()[1:] == [f"  1 of them, such as {FIRST.task_id}: no such owner /***."]
    assert push("--send")[0] == 0
    (again,) = json.loads(web.bodies[-1])["inputs"]
    assert again["id"] == FIRST.task_id


@pytest.mark.parametrize("answer", ['{"errors": [{"message": "x"}]}', '{"results": 7}'])
def test_an_answer_in_another_form_is_no_receipt(push, web, answer):
    web.plan = [(200, answer, {})]
    code, told = push("--send")
    assert code == 1
    assert "in another way than docs/crm.md says" in told


@pytest.mark.parametrize("answer", ["", "ok", "[]", '"thanks"'])
def test_an_answer_that_says_no_more_than_yes_is_a_receipt(push, web, answer):
    web.plan = [(200, answer, {})]
    assert push("--send")[0] == 0


def test_no_secret_is_printed(push, web):
    web.plan = [(403, "t0k3n at /hooks/s3cr3t", {})]
    code, told = push("--send")
    assert code == 1
    assert "s3cr3t" not in told
    assert "t0k3n" not in told


def test_hostile_text_is_no_html(push, web, published):
    publish(published, a_task(1, reason_1=HOSTILE))
    push("--send")
    (sent,) = json.loads(web.bodies[0])["inputs"]
    assert "<script" not in sent["properties"]["hs_task_body"]
    assert "&lt;script&gt;" in sent["properties"]["hs_task_body"]


def read(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_a_file_holds_one_row_per_task_however_often_it_is_written(push, published):
    path = published / "crm/tasks.csv"
    assert push("--to", "csv", "--send")[0] == 0
    (published / "crm/outbox.sqlite").unlink()
    publish(published, a_task(1, team="sales"), a_task(3))
    assert push("--to", "csv", "--send")[0] == 0
    rows = read(path)
    assert [row["customer_id"] for row in rows] == ["C000001", "C000002", "C000003"]
    assert [row["team"] for row in rows] == ["sales", "customer_success", "customer_success"]
    assert rows[0]["churn_probability"] == "0.62"
    assert [entry.name for entry in path.parent.glob("*.new")] == []


@pytest.mark.parametrize("start", [*FORMULA_STARTS, "  =", "\n@", HOSTILE])
def test_no_cell_of_the_file_is_a_formula(push, published, start):
    publish(
        published, a_task(1, task_subject=f"{start}1+1", reason_1=f"{start}2", customer_id=start)
    )
    for _ in range(2):
        assert push("--to", "csv", "--send")[0] == 0
        (published / "crm/outbox.sqlite").unlink()
    (row,) = read(published / "crm/tasks.csv")
    assert not [cell for cell in row.values() if cell.startswith(FORMULA_STARTS)]
    assert row["subject"].isprintable()


def test_a_file_that_is_none_of_ours_is_left_alone(push, tmp_path, monkeypatch):
    path = tmp_path / "other.csv"
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    monkeypatch.setenv("CRM_CSV_FILE", str(path))
    code, told = push("--send")
    assert code == 1
    assert "has no column task_id" in told
    assert path.read_text(encoding="utf-8") == "a,b\n1,2\n"


def test_formula_safe_leaves_plain_text_alone():
    assert formula_safe("Acme = good") == "Acme = good"
    assert formula_safe("") == ""
