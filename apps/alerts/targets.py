"""Where notices can go, made from the environment: no secret is an argument, or is ever printed."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from pathlib import Path
from typing import Final, Protocol
from urllib.parse import unquote, urlsplit

from apps.alerts.book import Notice
from apps.alerts.errors import AlertsError
from apps.alerts.lines import LinesTarget
from apps.alerts.mail import MailServer, MailTarget
from apps.alerts.receipts import FOLDER
from apps.alerts.webhook import WebhookTarget
from apps.posting import is_http
from apps.settings import Environment, setting

DOCUMENT: Final = "docs/alerts.md"


class Target(Protocol):
    """A receiver; `name` is what its receipts stand under."""

    @property
    def name(self) -> str:
        """Return the receiver's name, which holds no secret."""

    def deliver(self, notice: Notice, *, at: datetime) -> None:
        """Deliver a notice, or raise DeliveryError; return only once it is received."""


@dataclass(frozen=True)
class Kind:
    """A kind of receiver: the setting that switches it on, and how it is made."""

    setting: str
    make: Callable[[Environment, Path], list[Target]]


def configured(environment: Environment, *, folder: Path, only: str | None) -> list[Target]:
    """Return the receivers of the kind `only`, or of every kind that the environment names.

    Raises:
        AlertsError: There is none, or a setting makes no receiver.
        SettingError: A setting is missing.
    """
    kinds = [
        kind
        for name, kind in KINDS.items()
        if (only == name if only else environment.get(kind.setting))
    ]
    if not kinds:
        settings = ", ".join(kind.setting for kind in KINDS.values())
        raise AlertsError(f"Nobody is to be told: set one of {settings}, or say `--to file`.")
    return [target for kind in kinds for target in kind.make(environment, folder)]


def _webhook(environment: Environment, _: Path) -> list[Target]:
    url = setting(environment, "ALERTS_WEBHOOK_URL", document=DOCUMENT)
    if not is_http(url):
        raise AlertsError("ALERTS_WEBHOOK_URL is no https:// address: copy it from the chat.")
    return [WebhookTarget(url)]


def _email(environment: Environment, _: Path) -> list[Target]:
    server = _mail_server(setting(environment, "ALERTS_SMTP_URL", document=DOCUMENT))
    (sender,) = _addresses(environment, "ALERTS_EMAIL_FROM")[:1]
    recipients = _addresses(environment, "ALERTS_EMAIL_TO")
    return [MailTarget(server, sender=sender, recipient=recipient) for recipient in recipients]


def _mail_server(url: str) -> MailServer:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        # The address holds a password, so it is not repeated.
        raise AlertsError(
            "ALERTS_SMTP_URL is no address of the form smtp://host:587 or smtps://host: a user and "
            "password stand before the host as user:password@, with @ and / written %40 and %2F."
        )
    is_encrypted = parts.scheme == "smtps"
    return MailServer(
        host=parts.hostname,
        port=port or (465 if is_encrypted else 587),
        is_encrypted=is_encrypted,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
    )


def _addresses(environment: Environment, name: str) -> list[str]:
    listed = setting(environment, name, document=DOCUMENT)
    named = [part.strip() for part in listed.split(",") if part.strip()]
    for address in named:
        try:
            is_address = bool(Address(addr_spec=address).domain)
        except (ValueError, IndexError):
            is_address = False
        if not is_address or not address.isprintable():
            raise AlertsError(f"{name} holds {address!r}: write it as ops@example.com.")
    if not named:
        raise AlertsError(f"{name} names nobody: write it as ops@example.com.")
    return list(dict.fromkeys(named))


def _file(environment: Environment, folder: Path) -> list[Target]:
    path = environment.get("ALERTS_FILE")
    return [LinesTarget(Path(path) if path else folder / FOLDER / "alerts.jsonl")]


KINDS: Final[dict[str, Kind]] = {
    "webhook": Kind("ALERTS_WEBHOOK_URL", _webhook),
    "email": Kind("ALERTS_SMTP_URL", _email),
    "file": Kind("ALERTS_FILE", _file),
}
