from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from apps.cli import main
from tests.apps.alerts.maker import an_alert, publish
from tests.apps.alerts.servers import Received, mail_server, web_server

Told = tuple[int, str]


@pytest.fixture
def published(tmp_path: Path) -> Path:
    return publish(tmp_path / "published", an_alert(1), an_alert(2, subject="support_tickets"))


@pytest.fixture(autouse=True)
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Return what was waited between attempts; nobody really waits."""
    waited: list[float] = []
    monkeypatch.setattr("apps.commands.alerts.time.sleep", waited.append)
    return waited


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tell nobody but whom a test names, and do not wait long for them."""
    for name in ("WEBHOOK_URL", "SMTP_URL", "EMAIL_FROM", "EMAIL_TO", "FILE"):
        monkeypatch.delenv(f"ALERTS_{name}", raising=False)
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    monkeypatch.setattr("apps.alerts.webhook.TIMEOUT_SECONDS", 0.3)
    monkeypatch.setattr("apps.alerts.mail.TIMEOUT_SECONDS", 0.3)


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> Iterator[Received]:
    with web_server() as received:
        host, port = received.address
        monkeypatch.setenv("ALERTS_WEBHOOK_URL", f"http://{host}:{port}/services/T0/s3cr3t")
        yield received


@pytest.fixture
def post(monkeypatch: pytest.MonkeyPatch) -> Iterator[Received]:
    with mail_server() as received:
        host, port = received.address
        monkeypatch.setenv("ALERTS_SMTP_URL", f"smtp://{host}:{port}")
        monkeypatch.setenv("ALERTS_EMAIL_FROM", "mainstay@streamflow.example")
        monkeypatch.setenv("ALERTS_EMAIL_TO", "data-platform@streamflow.example")
        yield received


@pytest.fixture
def send(published: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., Told]:
    """Return a function that sends what is due and returns the exit code and what was printed."""

    def run(*words: str) -> Told:
        code = main(["alerts", "--in", str(published), "send", *words])
        told = capsys.readouterr()
        return code, told.out + told.err

    return run
