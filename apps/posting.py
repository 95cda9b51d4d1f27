"""Post to an address that is a secret: it is told to nobody else, and stands in no message."""

import http.client
import ssl
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from apps.delivery import DeliveryError, may_succeed_later, seconds_until
from apps.text import one_line

LONGEST_WORDS: Final = 300
LONGEST_ANSWER: Final = 10_000_000


class _StayHere(HTTPRedirectHandler):
    """A secret address is told to nobody else, so no redirect is followed."""

    def redirect_request(self, *_: Any) -> None:
        """Refuse."""


def is_http(url: str) -> bool:
    """Tell whether `url` is an address of HTTP that can be asked."""
    if not url.isprintable() or " " in url:
        return False
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def post(
    url: str,
    *,
    body: bytes,
    headers: Mapping[str, str],
    at: datetime,
    timeout_seconds: float,
    secrets: tuple[str, ...] = (),
    is_answer_read: bool = False,
) -> bytes:
    """Post JSON; an answer of 2xx is the receipt, whose text is returned where it is asked for.

    Raises:
        DeliveryError: There was another answer, or none.
    """
    request = Request(  # noqa: S310 - the settings allow http and https only
        url, data=body, headers={"Content-Type": "application/json", **headers}, method="POST"
    )
    secrets = (*secrets_of(url), *secrets)
    try:
        with build_opener(_StayHere).open(request, timeout=timeout_seconds) as answer:
            content: bytes = answer.read(LONGEST_ANSWER) if is_answer_read else b""
            return content
    except HTTPError as error:
        with error:
            raise _refusal(error, at=at, secrets=secrets) from None
    except (URLError, http.client.HTTPException, OSError, UnicodeError) as error:
        reason = error.reason if isinstance(error, URLError) else error
        is_final = isinstance(reason, (ssl.SSLCertVerificationError, UnicodeError))
        words = hidden(str(reason) or type(reason).__name__, secrets=secrets)
        raise DeliveryError(f"No answer ({words}).", may_succeed_later=not is_final) from None


def secrets_of(url: str) -> tuple[str, ...]:
    """Return what of an address gives it away: the whole, and its path."""
    return (url, urlsplit(url).path.strip("/"))


def hidden(text: str, *, secrets: tuple[str, ...]) -> str:
    """Return text on one line, without the secrets that a server may have repeated."""
    for secret in secrets:
        text = text.replace(secret, "***") if secret else text
    return one_line(text).rstrip(".")


def _refusal(error: HTTPError, *, at: datetime, secrets: tuple[str, ...]) -> DeliveryError:
    try:
        answer = error.read(LONGEST_WORDS).decode("utf-8", "replace")
    except (http.client.HTTPException, OSError):
        answer = ""
    return DeliveryError(
        f"The answer was {error.code}: {hidden(answer or error.reason, secrets=secrets)}.",
        may_succeed_later=may_succeed_later(error.code),
        wait_seconds=seconds_until(error.headers.get("Retry-After"), at=at),
    )
