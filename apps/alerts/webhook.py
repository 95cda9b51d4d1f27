"""Deliver notices to a webhook as Slack and what resembles it take them."""

import http.client
import json
import ssl
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from apps.alerts.book import Notice
from apps.alerts.errors import DeliveryError
from apps.alerts.wording import chat_message, one_line

TIMEOUT_SECONDS = 10.0
TOO_SOON: Final = (408, 425, 429)
LONGEST_ANSWER: Final = 300


class _StayHere(HTTPRedirectHandler):
    """A secret address is told to nobody else, so no redirect is followed."""

    def redirect_request(self, *_: Any) -> None:
        """Refuse."""


@dataclass(frozen=True)
class WebhookTarget:
    """A webhook, whose address is a secret: who has it can write to the channel."""

    url: str = field(repr=False)

    @property
    def name(self) -> str:
        """Return the name under which receipts stand."""
        return "webhook"

    def deliver(self, notice: Notice, *, at: datetime) -> None:
        """Post the notice; an answer of 2xx is the receipt.

        Raises:
            DeliveryError: There was another answer, or none.
        """
        request = Request(  # noqa: S310 - the settings allow http and https only
            self.url,
            data=json.dumps(chat_message(notice)).encode(),
            # By the key a receiver can tell a second copy, should its first answer get lost.
            headers={"Content-Type": "application/json", "Idempotency-Key": notice.key},
            method="POST",
        )
        try:
            with build_opener(_StayHere).open(request, timeout=TIMEOUT_SECONDS):
                return
        except HTTPError as error:
            with error:
                raise self._refusal(error, at=at) from None
        except (URLError, http.client.HTTPException, OSError, UnicodeError) as error:
            reason = error.reason if isinstance(error, URLError) else error
            is_final = isinstance(reason, (ssl.SSLCertVerificationError, UnicodeError))
            words = self._hidden(str(reason) or type(reason).__name__)
            raise DeliveryError(f"No answer ({words}).", may_succeed_later=not is_final) from None

    def _refusal(self, error: HTTPError, *, at: datetime) -> DeliveryError:
        try:
            answer = error.read(LONGEST_ANSWER).decode("utf-8", "replace")
        except (http.client.HTTPException, OSError):
            answer = ""
        words = self._hidden(answer or error.reason)
        return DeliveryError(
            f"The answer was {error.code}: {words}.",
            may_succeed_later=error.code in TOO_SOON or error.code >= 500,
            wait_seconds=_seconds_until(error.headers.get("Retry-After"), at=at),
        )

    def _hidden(self, text: str) -> str:
        """Return text on one line, without the address that a server may have repeated."""
        for secret in (self.url, urlsplit(self.url).path.strip("/")):
            text = text.replace(secret, "***") if secret else text
        return one_line(text).rstrip(".")


def _seconds_until(told: str | None, *, at: datetime) -> float | None:
    """Return the seconds of a Retry-After, which is a number or a date."""
    if told is None:
        return None
    if told.strip().isascii() and told.strip().isdigit():
        return float(told)
    try:
        moment = parsedate_to_datetime(told)
    except ValueError:
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max((moment - at).total_seconds(), 0.0)
