"""The list, the file, the receipts, and what is due."""

import json
import resource
import sqlite3
import subprocess
import sys
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.alerts.book import FAILED, SENT, Notice, notices_due
from apps.alerts.lines import LinesTarget
from apps.alerts.receipts import open_receipts
from apps.alerts.sending import send as send_notices
from apps.cli import main
from apps.delivery import Clock, DeliveryError
from apps.text import one_line
from tests.apps.alerts.maker import HOSTILE, an_alert, publish
from tests.apps.alerts.test_webhook import AT

CLOSED = AT.date()


def receipts_of(published):
    with sqlite3.connect(published / "alerts/receipts.sqlite") as connection:
        rows = connection.execute("select * from receipts order by alert_id, event").fetchall()
    connection.close()
    return rows


def test_the_list_shows_what_is_open(published, capsys):
    publish(published, an_alert(1, subject=HOSTILE), an_alert(2, closed_on_date=CLOSED))
    assert main(["alerts", "--in", str(published)]) == 0
    head, line = capsys.readouterr().out.splitlines()
    assert head.split() == [
        *("severity", "opened", "rule", "subject", "owner", "runbook", "evidence"),
    ]
    assert line.startswith("critical  2026-06-01  volume_drop  <!channel> *free* Bcc:")
    assert line.endswith(
        "docs/runbooks/volume_drop.md  usage_events of the week: 1,830; usual are 5,790."
    )
    publish(published)
    assert main(["alerts", "--in", str(published)]) == 0
    assert capsys.readouterr().out == "No alert is open.\n"


def test_a_dry_run_tells_nobody_and_keeps_no_receipt(send, web, published):
    code, told = send("--dry-run")
    assert code == 0
    assert told.splitlines() == [
        "webhook: 2 would be sent.",
        "  Alert opened: volume_drop of usage_events",
        "  Alert opened: volume_drop of support_tickets",
    ]
    assert not web.commands
    assert receipts_of(published) == []


def test_without_a_receiver_it_says_what_to_set(send):
    code, told = send()
    assert code == 2
    assert told.startswith("mainstay: Nobody is to be told: set one of ALERTS_WEBHOOK_URL,")
    assert send("--to", "webhook")[1].startswith("mainstay: ALERTS_WEBHOOK_URL is not set")


def test_a_receipt_says_what_was_attempted_and_how_it_ended(send, web, published):
    web.plan = [(500, "oops", {}), "take", (404, "gone", {})]
    send()
    first, second = receipts_of(published)
    assert first[:3] == ("a1", "opened", "webhook")
    assert first[4:] == (2, "sent", None)
    assert second[4:] == (1, "failed", "The answer was 404: gone.")
    assert first[3] <= second[3]


def test_an_attempt_that_was_killed_leaves_its_trace(published):
    class Killed:
        name = "webhook"

        def deliver(self, *_, **__):
            raise KeyboardInterrupt

    clock = Clock(read=lambda: AT, sleep=lambda _: None)
    with open_receipts(published) as receipts, pytest.raises(KeyboardInterrupt):
        send_notices([an_alert()], target=Killed(), receipts=receipts, clock=clock)
    ((*_, status, error),) = receipts_of(published)
    assert status == "failed"
    assert error == "The attempt was cut off before its receiver answered."


def test_two_senders_at_once_are_one_sender(send, web, published):
    (published / "alerts").mkdir()
    script = (
        "import fcntl,sys,time; f=open(sys.argv[1],'w'); fcntl.flock(f,fcntl.LOCK_EX);"
        "print(flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(  # noqa: S603 - our own
        [sys.executable, "-c", script, str(published / "alerts/send.lock")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as other:
        assert other.stdout is not None
        other.stdout.readline()
        code, told = send()
        assert other.stdin is not None
        other.stdin.close()
    assert code == 75
    assert "Another delivery of alerts in" in told
    assert not web.commands
    assert send()[0] == 0


def test_damaged_receipts_say_what_to_do(send, web, published):
    (published / "alerts").mkdir()
    (published / "alerts/receipts.sqlite").write_bytes(b"not a database, and long enough" * 99)
    code, told = send()
    assert code == 2
    assert "repair the file, or move it away" in told
    assert not web.commands


def test_a_file_holds_a_line_per_notice(send, published):
    assert send("--to", "file")[0] == 0
    assert send("--to", "file") == (0, "file: 0 sent, 0 failed, 2 received before.\n")
    lines = (published / "alerts/alerts.jsonl").read_text("utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    assert [row["key"] for row in rows] == ["a1:opened", "a2:opened"]
    assert rows[0]["evidence"] == an_alert().evidence


@pytest.mark.parametrize(
    ("before", "kept"),
    [
        (b'{"key": "a0"}\n{"key": "a1:op', ["a0"]),
        (b'{"key": "a0"}', ["a0"]),
        (b'{"key": "a1:opened"}\n', []),
        (b"", []),
    ],
)
def test_a_line_that_was_cut_off_is_written_anew_and_a_whole_one_stays(tmp_path, before, kept):
    path = tmp_path / "alerts.jsonl"
    path.write_bytes(before)
    LinesTarget(path).deliver(Notice(an_alert(subject=HOSTILE), "opened"), at=AT)
    keys = [json.loads(line)["key"] for line in path.read_bytes().splitlines()]
    assert keys == [*kept, "a1:opened"]


def test_many_writers_make_whole_lines(tmp_path):
    target = LinesTarget(tmp_path / "alerts.jsonl")
    notices = [Notice(an_alert(number, evidence="x" * 9000), "opened") for number in range(1, 13)]
    threads = [
        threading.Thread(target=target.deliver, args=(notice,), kwargs={"at": AT})
        for notice in notices
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    keys = {json.loads(line)["key"] for line in target.path.read_bytes().splitlines()}
    assert keys == {notice.key for notice in notices}


def test_a_full_disk_leaves_the_file_as_it_was(tmp_path):
    path = tmp_path / "alerts.jsonl"
    path.write_bytes(b'{"key": "a0"}\n')
    usual = resource.getrlimit(resource.RLIMIT_FSIZE)
    # Ten bytes of the line still fit.
    resource.setrlimit(resource.RLIMIT_FSIZE, (path.stat().st_size + 10, usual[1]))
    try:
        with pytest.raises(DeliveryError, match="No space left") as caught:
            LinesTarget(path).deliver(Notice(an_alert(), "opened"), at=AT)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, usual)
    assert path.read_bytes() == b'{"key": "a0"}\n'
    assert not caught.value.may_succeed_later


@given(
    open_alerts=st.integers(0, 3),
    closed_alerts=st.integers(0, 3),
    answers=st.lists(st.booleans(), max_size=40),
)
def test_whatever_fails_each_notice_arrives_once_and_in_order(open_alerts, closed_alerts, answers):
    alerts = [an_alert(number) for number in range(1, 1 + open_alerts + closed_alerts)]
    statuses: dict[str, str] = {}
    arrived = []
    script = iter(answers)

    def tell(shown):
        for notice in notices_due(shown, statuses=statuses):
            opening = Notice(notice.alert, "opened").key
            if notice.event == "closed" and statuses.get(opening) != SENT:
                continue
            received = next(script, True)
            statuses[notice.key] = SENT if received else FAILED
            arrived.extend([notice.key] * received)

    tell(alerts)
    closed = [an_alert(n + 1, closed_on_date=CLOSED) for n in range(closed_alerts)]
    later = [*closed, *alerts[closed_alerts:]]
    for _ in range(len(answers) + 2):
        tell(later)
    expected = {f"{alert.alert_id}:opened" for alert in alerts}
    expected |= {f"{alert.alert_id}:closed" for alert in closed}
    assert sorted(arrived) == sorted(expected)
    for alert in closed:
        assert arrived.index(f"{alert.alert_id}:opened") < arrived.index(f"{alert.alert_id}:closed")


@given(st.text())
def test_one_line_is_one_line(text):
    assert len(one_line(text).splitlines()) <= 1
    assert one_line(text).isprintable()
