"""Mail, against a real server that fails in every way it can."""

import pytest

from tests.apps.alerts.maker import HOSTILE, an_alert, publish

USER = "user:s3cr3t"
FIRST, SECOND = "data-platform@streamflow.example", "customer-success@streamflow.example"


def test_each_alert_is_told_once(send, post):
    assert send() == (0, f"email:{FIRST}: 2 sent, 0 failed, 0 received before.\n")
    assert send() == (0, f"email:{FIRST}: 0 sent, 0 failed, 2 received before.\n")
    mail = post.mails[0]
    assert mail["Subject"] == "Alert opened: volume_drop of usage_events"
    assert (mail["From"], mail["To"]) == ("mainstay@streamflow.example", FIRST)
    body = mail.get_payload()
    assert "usage_events of the week: 1,830; usual are 5,790." in body
    assert "Runbook: docs/runbooks/volume_drop.md" in body


@pytest.mark.parametrize("step", ["busy", "cut", "hang"])
def test_what_can_pass_is_tried_again(send, post, waits, step):
    post.plan = [step]
    assert send()[0] == 0
    assert len(post.bodies) == 2
    assert waits == [1.0]


def test_a_mail_whose_receipt_got_lost_is_sent_again_as_the_same_mail(send, post):
    post.plan = ["lose"]
    assert send()[0] == 0
    first, copy, other = (mail["Message-ID"] for mail in post.mails)
    assert first == copy != other


@pytest.mark.parametrize("step", ["rude", "odd"])
def test_a_mail_that_was_taken_is_not_sent_again_whatever_follows(send, post, step):
    post.plan = [step, step]
    assert send()[0] == 0
    assert len(post.bodies) == 2


def test_a_refused_recipient_costs_no_other_their_mail(send, post, monkeypatch, waits):
    monkeypatch.setenv("ALERTS_EMAIL_TO", f"{FIRST}, {SECOND}")
    post.refused = {FIRST: "550 no such list"}
    code, told = send()
    assert code == 1
    assert f"email:{FIRST}: 0 sent, 2 failed, 0 received before." in told
    assert "The answer was 550: no such list." in told
    assert [mail["To"] for mail in post.mails] == [SECOND, SECOND]
    post.refused = {}
    assert send()[0] == 0
    assert [mail["To"] for mail in post.mails] == [SECOND, SECOND, FIRST, FIRST]
    assert not waits


def test_a_recipient_who_is_refused_for_now_is_tried_again(send, post, waits):
    post.refused = {FIRST: "451 greylisted"}
    assert send()[0] == 1
    assert waits == [1.0, 2.0, 4.0]


def test_hostile_text_adds_no_header(send, post, published):
    publish(published, an_alert(subject=HOSTILE, evidence=f"x\r\n.\r\nRSET {HOSTILE}"))
    assert send()[0] == 0
    (mail,) = post.mails
    assert mail["Bcc"] is None
    assert mail.get_all("To") == [FIRST]
    assert [line for line in post.commands if line.startswith("RCPT")] == [f"RCPT TO:<{FIRST}>"]
    assert "RSET" not in post.commands


def test_a_password_is_not_sent_in_the_clear(send, post, monkeypatch):
    host, port = post.address
    monkeypatch.setenv("ALERTS_SMTP_URL", f"smtp://{USER}@{host}:{port}")
    code, told = send()
    assert code == 1
    assert "offers no encryption, so the password was not sent" in told
    assert "s3cr3t" not in told
    assert not [line for line in post.commands if line.startswith("AUTH")]


@pytest.mark.parametrize(
    ("setting", "value", "sentence"),
    [
        ("ALERTS_SMTP_URL", f"smtp://{USER}/word@host", "ALERTS_SMTP_URL is no address"),
        ("ALERTS_SMTP_URL", f"https://{USER}@host", "ALERTS_SMTP_URL is no address"),
        ("ALERTS_EMAIL_TO", "", "ALERTS_EMAIL_TO is not set"),
        ("ALERTS_EMAIL_TO", " , ", "ALERTS_EMAIL_TO names nobody"),
        ("ALERTS_EMAIL_FROM", "ops", "ALERTS_EMAIL_FROM holds 'ops'"),
        ("ALERTS_EMAIL_TO", "a@b.example\nBcc: c@d.example", "ALERTS_EMAIL_TO holds"),
        ("ALERTS_EMAIL_TO", "a@b.exam\u200bple", "ALERTS_EMAIL_TO holds"),
    ],
)
def test_a_wrong_setting_is_one_sentence(send, post, monkeypatch, setting, value, sentence):
    monkeypatch.setenv(setting, value)
    code, told = send("--to", "email")
    assert code == 2
    assert told.startswith(f"mainstay: {sentence}")
    assert told.count("\n") == 1
    assert "s3cr3t" not in told
    assert not post.commands
