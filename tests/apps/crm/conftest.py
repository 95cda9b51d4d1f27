import ssl
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from apps.cli import main
from tests.apps.crm.fake_salesforce import salesforce
from tests.apps.crm.maker import a_task, publish
from tests.apps.crm.org import TOKEN, Org

Told = tuple[int, str]
SETTINGS = (
    *("SALESFORCE_INSTANCE_URL", "SALESFORCE_ACCESS_TOKEN", "SALESFORCE_CLIENT_ID"),
    *("SALESFORCE_CLIENT_SECRET", "SALESFORCE_DOMAIN", "SALESFORCE_PRIVATE_KEY_FILE"),
    *("CRM_WEBHOOK_URL", "CRM_WEBHOOK_TOKEN", "CRM_CSV_FILE", "RAW_PATH"),
)


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a certificate of this machine, beside its key, for an hour of tests."""
    place = tmp_path_factory.mktemp("certificate")
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1"]
    command += ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"]
    command += ["-keyout", str(place / "key"), "-out", str(place / "cert")]
    subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - ours
    return place / "cert"


@pytest.fixture
def published(tmp_path: Path) -> Path:
    return publish(tmp_path / "published", a_task(1), a_task(2))


@pytest.fixture(autouse=True)
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Return what was waited between attempts; nobody really waits."""
    waited: list[float] = []
    monkeypatch.setattr("apps.commands.crm.time.sleep", waited.append)
    return waited


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tell no CRM but that which a test names, and do not wait long for it."""
    for name in SETTINGS:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    monkeypatch.setattr("apps.crm.webhook.TIMEOUT_SECONDS", 0.3)
    monkeypatch.setattr("apps.crm.salesforce_client.TIMEOUT_SECONDS", 0.5)


@pytest.fixture
def org(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Org]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, certificate.with_name("key"))
    with salesforce(context) as served:
        monkeypatch.setenv("SALESFORCE_INSTANCE_URL", served.address)
        monkeypatch.setenv("SALESFORCE_ACCESS_TOKEN", TOKEN)
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate))
        yield served


@pytest.fixture
def push(published: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., Told]:
    """Return a function that pushes and returns the exit code and what was printed."""

    def run(*words: str) -> Told:
        code = main(["crm", "push", "--in", str(published), *words])
        told = capsys.readouterr()
        return code, told.out + told.err

    return run


@pytest.fixture
def pull(
    published: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Told]:
    """Return a function that pulls into `raw` and returns the exit code and what was printed."""
    (tmp_path / "raw").mkdir()

    def run(*words: str) -> Told:
        raw = ["--in", str(published), "--into", str(tmp_path / "raw")]
        code = main(["crm", "pull", *raw, *words])
        told = capsys.readouterr()
        return code, told.out + told.err

    return run
