"""The client library of Salesforce, with time-outs, and with errors in our words."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, TypeVar

import requests
from simple_salesforce import Salesforce, SalesforceAuthenticationFailed
from simple_salesforce.exceptions import SalesforceError, SalesforceOperationError

from apps.delivery import DeliveryError, may_succeed_later, seconds_until
from apps.posting import hidden

TIMEOUT_SECONDS = 60.0
Answer = TypeVar("Answer")


class Client:
    """One org, logged in at the first call; `at` is the moment of the attempt under way."""

    def __init__(self, arguments: Mapping[str, str], *, secrets: tuple[str, ...]) -> None:
        self.at = datetime.min.replace(tzinfo=UTC)
        self._arguments, self._secrets = dict(arguments), secrets
        self._org: Any = None

    def call(
        self, work: Callable[[Any, list[dict[str, Any]]], Answer], records: list[dict[str, Any]]
    ) -> Answer:
        """Return what `work` returns of the org.

        Raises:
            DeliveryError: Salesforce refused, did not answer, or not in a way we understand.
        """
        try:
            if self._org is None:
                session = _Session(self)
                self._org = Salesforce(session=session, **self._arguments)
            return work(self._org, records)
        except SalesforceAuthenticationFailed as error:
            raise self._final(f"Salesforce refused the login: {self.hide(str(error))}.") from None
        except SalesforceError as error:
            raise self._final(
                f"The answer was {error.status}: {self.hide(_told(error.content))}."
            ) from None
        except SalesforceOperationError as error:
            raise DeliveryError(
                f"The job failed: {self.hide(str(error))}.", may_succeed_later=True
            ) from None
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise DeliveryError(
                f"The answer was not understood ({type(error).__name__}).", may_succeed_later=True
            ) from None

    def hide(self, text: str) -> str:
        """Return text on one line, without our secrets."""
        return hidden(text, secrets=self._secrets)

    def _final(self, sentence: str) -> DeliveryError:
        return DeliveryError(sentence, may_succeed_later=False)


class _Session(requests.Session):
    """Requests that end in time, and that say whether asking again can help."""

    def __init__(self, client: Client) -> None:
        super().__init__()
        self._client = client

    def request(self, *words: Any, **settings: Any) -> Any:
        # A token is shown to the org alone.
        settings = {"timeout": TIMEOUT_SECONDS, **settings, "allow_redirects": False}
        try:
            answer = super().request(*words, **settings)
        except requests.exceptions.RequestException as error:
            is_final = isinstance(error, requests.exceptions.SSLError)
            raise DeliveryError(
                f"No answer ({self._client.hide(type(error).__name__)}).",
                may_succeed_later=not is_final,
            ) from None
        if may_succeed_later(answer.status_code):
            raise DeliveryError(
                f"The answer was {answer.status_code}: {self._client.hide(answer.text[:300])}.",
                may_succeed_later=True,
                wait_seconds=seconds_until(answer.headers.get("Retry-After"), at=self._client.at),
            )
        return answer


def _told(content: Any) -> str:
    """Return the codes and sentences of an error, which is a list of them or any text."""
    if isinstance(content, list) and all(isinstance(part, dict) for part in content):
        return "; ".join(f"{part.get('errorCode')}: {part.get('message')}" for part in content)
    text = content.decode("utf-8", "replace") if isinstance(content, bytes) else str(content)
    return text[:300]
