"""The webhook, against a real server that fails in every way it can."""

import json
import ssl
import subprocess
from datetime import UTC, datetime

import pytest

from apps.alerts.book import Notice
from apps.alerts.webhook import WebhookTarget
from apps.delivery import DeliveryError
from tests.apps.alerts.maker import HOSTILE, an_alert, publish
from tests.apps.alerts.servers import web_server

AT = datetime(2026, 6, 15, 6, tzinfo=UTC)


def test_each_alert_is_told_once(send, web):
    assert send() == (0, "webhook: 2 sent, 0 failed, 0 received before.\n")
    assert send() == (0, "webhook: 0 sent, 0 failed, 2 received before.\n")
    assert len(web.bodies) == 2


def test_a_closed_alert_is_told_to_who_knew_that_it_was_open(send, web, published):
    send()
    closed = {"closed_on_date": datetime(2026, 6, 29).date()}
    publish(published, an_alert(1, **closed), an_alert(3, **closed))
    assert send() == (0, "webhook: 1 sent, 0 failed, 2 received before.\n")
    assert json.loads(web.bodies[-1])["text"].startswith("Alert closed: volume_drop")
    assert web.headers[-1]["Idempotency-Key"] == "a1:closed"


def test_nobody_is_told_of_an_end_before_the_beginning(send, web, published):
    web.plan = [(404, "no_service", {})] * 3
    send()
    publish(published, an_alert(1, closed_on_date=datetime(2026, 6, 29).date()))
    assert send()[0] == 1
    assert not web.bodies
    assert send() == (0, "webhook: 2 sent, 0 failed, 0 received before.\n")
    assert [headers["Idempotency-Key"] for headers in web.headers] == ["a1:opened", "a1:closed"]


@pytest.mark.parametrize(
    ("step", "waited"),
    [
        ((429, "slow down", {"Retry-After": "7"}), 7.0),
        ((429, "slow down", {"Retry-After": "soon"}), 1.0),
        ((500, "oops", {}), 1.0),
        ((503, "maintenance", {}), 1.0),
        ("hang", 1.0),
        ("drop", 1.0),
        ("half", 1.0),
    ],
)
def test_what_can_pass_is_tried_again(send, web, waits, step, waited):
    web.plan = [step]
    assert send()[0] == 0
    assert len(web.bodies) == 2
    assert waits == [waited]


def test_an_answer_that_gets_lost_leads_to_a_copy_with_the_same_key(send, web):
    web.plan = ["lose"]
    assert send()[0] == 0
    keys = [headers["Idempotency-Key"] for headers in web.headers]
    assert keys == ["a1:opened", "a1:opened", "a2:opened"]
    assert web.bodies[0] == web.bodies[1]


def test_a_refusal_is_not_tried_again_and_stops_no_other_alert(send, web, waits):
    web.plan = [(404, "no_service", {})]
    code, told = send()
    assert code == 1
    assert told.splitlines() == [
        "webhook: 1 sent, 1 failed, 0 received before.",
        "  Alert opened: volume_drop of usage_events: The answer was 404: no_service.",
    ]
    assert not waits
    assert send() == (0, "webhook: 1 sent, 0 failed, 1 received before.\n")


def test_a_receiver_that_is_down_is_not_waited_for_with_every_alert(send, web, waits):
    web.plan = [(500, "oops", {})] * 5
    assert send()[0] == 1
    assert waits == [1.0, 2.0, 4.0]
    assert send()[0] == 0
    assert len(web.bodies) == 2


def test_an_hour_is_not_waited_for(send, web, waits):
    web.plan = [(429, "slow down", {"Retry-After": "3600"})]
    assert send()[0] == 1
    assert not waits


@pytest.mark.parametrize("code", [301, 302, 307, 308])
def test_a_secret_address_is_told_to_nobody_else(send, web, code):
    with web_server() as elsewhere:
        host, port = elsewhere.address
        web.plan = [(code, "", {"Location": f"http://{host}:{port}/"})] * 2
        assert send()[0] == 1
        assert not elsewhere.commands


def test_the_address_is_never_printed(send, web, monkeypatch):
    web.plan = [(403, f"no channel at {web.address}/services/T0/s3cr3t", {})] * 2
    assert "s3cr3t" not in send()[1]
    for address in ("ftp://h/s3cr3t", "https://", "http://h:port/s3cr3t", "http://h/s3cr3t x"):
        monkeypatch.setenv("ALERTS_WEBHOOK_URL", address)
        code, told = send()
        assert code == 2
        assert told.startswith("mainstay: ALERTS_WEBHOOK_URL is no https:// address")
        assert "s3cr3t" not in told
    assert "s3cr3t" not in repr(WebhookTarget("https://h/s3cr3t"))


def test_a_name_that_is_none_is_a_failure_and_no_traceback(send, monkeypatch):
    monkeypatch.setenv("ALERTS_WEBHOOK_URL", f"http://{'x' * 70}.example/s3cr3t")
    code, told = send()
    assert code == 1
    assert "s3cr3t" not in told
    assert told.count("No answer") == 2


def test_a_server_that_cannot_prove_who_it_is_gets_nothing(tmp_path):
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes"]
    command += ["-days", "1", "-subj", "/CN=127.0.0.1"]
    files = ["-keyout", str(tmp_path / "key"), "-out", str(tmp_path / "cert")]
    subprocess.run([*command, *files], check=True, capture_output=True)  # noqa: S603 - ours
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "cert", tmp_path / "key")
    with web_server(context) as forger:
        target = WebhookTarget("https://{}:{}/x".format(*forger.address))
        with pytest.raises(DeliveryError, match="certificate") as caught:
            target.deliver(Notice(an_alert(), "opened"), at=AT)
        assert not forger.commands
    assert not caught.value.may_succeed_later


def test_hostile_text_stays_text(send, web, published):
    publish(published, an_alert(subject=HOSTILE, evidence=f"{HOSTILE} is gone." * 300))
    assert send()[0] == 0
    message = json.loads(web.bodies[0])
    assert message["mrkdwn"] is False
    for text in _texts(message):
        assert "<" not in text
        assert "\x1b" not in text
        assert "\r" not in text
        assert len(text) <= 3000
    header, *sections = message["blocks"]
    assert len(header["text"]["text"]) <= 150
    assert {part["type"] for part in [header["text"], *sections[1]["fields"]]} == {"plain_text"}
    assert "&lt;!channel&gt; *free* Bcc: all@example.com?[2J &amp;" in message["text"]


def test_the_message_is_the_one_in_the_documentation(send, web, root):
    send()
    documented = (root / "docs/alerts.md").read_text("utf-8").split("```json\n")[1].split("```")[0]
    assert json.loads(documented) == json.loads(web.bodies[0])


def _texts(node: object) -> list[str]:
    if isinstance(node, dict):
        return [text for value in node.values() for text in _texts(value)]
    if isinstance(node, list):
        return [text for value in node for text in _texts(value)]
    return [node] if isinstance(node, str) else []


def test_dates_of_retry_after_are_understood(send, web, waits, monkeypatch):
    frozen = "Mon, 15 Jun 2026 06:00:09 GMT"
    web.plan = [(429, "", {"Retry-After": frozen})]
    monkeypatch.setattr("apps.commands.alerts.datetime", _Frozen)
    assert send()[0] == 0
    assert waits == [9.0]


class _Frozen:
    @staticmethod
    def now(_: object) -> datetime:
        return AT
