"""Deliver notices as mails: one per recipient, so that one who is refused costs no other theirs."""

import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from hashlib import sha256

from apps.alerts.book import Notice
from apps.alerts.wording import mail_body, title
from apps.delivery import DeliveryError
from apps.text import one_line

TIMEOUT_SECONDS = 10.0
# A forged certificate, a missing ability and a name that is none stay what they are.
FINAL = (ssl.SSLCertVerificationError, smtplib.SMTPNotSupportedError, UnicodeError)


@dataclass(frozen=True)
class MailServer:
    """An SMTP server; `is_encrypted` from the first byte, or else as soon as it offers that."""

    host: str
    port: int
    is_encrypted: bool
    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)


@dataclass(frozen=True)
class MailTarget:
    """One person or list at a mail server."""

    server: MailServer
    sender: str
    recipient: str

    @property
    def name(self) -> str:
        """Return the name under which receipts stand."""
        return f"email:{self.recipient}"

    def deliver(self, notice: Notice, *, at: datetime) -> None:
        """Hand the mail over; that the server takes it is the receipt.

        Raises:
            DeliveryError: The server refused, or did not answer.
        """
        try:
            client = self._connect()
            try:
                client.send_message(
                    compose(notice, sender=self.sender, recipient=self.recipient, at=at)
                )
                # It is received already, however the server says goodbye.
                with suppress(smtplib.SMTPException, OSError):
                    client.quit()
            finally:
                client.close()
        except smtplib.SMTPRecipientsRefused as error:
            ((code, words),) = error.recipients.values()
            raise self._refusal(code, words) from None
        except smtplib.SMTPResponseException as error:
            raise self._refusal(error.smtp_code, error.smtp_error) from None
        except (smtplib.SMTPException, OSError, UnicodeError) as error:
            raise DeliveryError(
                f"No answer ({self._hidden(str(error) or type(error).__name__)}).",
                may_succeed_later=not isinstance(error, FINAL),
            ) from None

    def _connect(self) -> smtplib.SMTP:
        server = self.server
        client: smtplib.SMTP
        if server.is_encrypted:
            client = smtplib.SMTP_SSL(
                server.host,
                server.port,
                timeout=TIMEOUT_SECONDS,
                context=ssl.create_default_context(),
            )
        else:
            client = smtplib.SMTP(server.host, server.port, timeout=TIMEOUT_SECONDS)
        try:
            self._log_in(client)
        except BaseException:
            client.close()
            raise
        return client

    def _log_in(self, client: smtplib.SMTP) -> None:
        """Encrypt where the server can, and say who we are only then."""
        server = self.server
        client.ehlo()
        is_encrypted = server.is_encrypted
        if not is_encrypted and client.has_extn("starttls"):
            client.starttls(context=ssl.create_default_context())
            is_encrypted = True
        if server.user and not is_encrypted:
            raise DeliveryError(
                f"{server.host} offers no encryption, so the password was not sent; use "
                "smtps://, or an address without a user.",
                may_succeed_later=False,
            )
        if server.user:
            client.login(server.user, server.password)

    def _refusal(self, code: int, words: bytes | str) -> DeliveryError:
        text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
        # 4xx is what SMTP says for "not now".
        return DeliveryError(
            f"The answer was {code}: {self._hidden(text)}.", may_succeed_later=400 <= code < 500
        )

    def _hidden(self, text: str) -> str:
        hidden = text.replace(self.server.password, "***") if self.server.password else text
        return one_line(hidden).rstrip(".")


def compose(notice: Notice, *, sender: str, recipient: str, at: datetime) -> EmailMessage:
    """Return the mail; its identity depends on the notice alone, so that copies are one mail."""
    message = EmailMessage()
    message["From"] = Address(addr_spec=sender)
    message["To"] = Address(addr_spec=recipient)
    message["Subject"] = title(notice)
    message["Date"] = format_datetime(at)
    identity = sha256(f"{notice.key}:{recipient}".encode()).hexdigest()[:32]
    message["Message-ID"] = f"<{identity}@{sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail_body(notice))
    return message
