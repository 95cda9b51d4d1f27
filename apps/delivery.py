"""One attempt to hand something over: what can go wrong with it, and when another can help."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

TOO_SOON: Final = (408, 425, 429)
WAITS_SECONDS: Final = (1.0, 2.0, 4.0)
LONGEST_WAIT_SECONDS: Final = 60.0


class DeliveryError(Exception):
    """Report one attempt that its receiver did not confirm.

    Attributes:
        may_succeed_later: Whether the same attempt can end otherwise in a moment.
        wait_seconds: How long the receiver asks to wait, if it does.
    """

    def __init__(
        self, sentence: str, *, may_succeed_later: bool, wait_seconds: float | None = None
    ) -> None:
        super().__init__(sentence)
        self.may_succeed_later = may_succeed_later
        self.wait_seconds = wait_seconds


@dataclass(frozen=True)
class Clock:
    """The time and the waiting, so that a test need not wait."""

    read: Callable[[], datetime]
    sleep: Callable[[float], None]


def keep_trying(
    attempt: Callable[[], DeliveryError | None], *, clock: Clock, waits: tuple[float, ...]
) -> DeliveryError | None:
    """Attempt, and again after each wait while that can help; return the last error.

    Who asks for more than a minute is left to the next run.
    """
    for wait in (*waits, None):
        error = attempt()
        if error is None or wait is None or not error.may_succeed_later:
            return error
        asked = error.wait_seconds or 0.0
        if asked > LONGEST_WAIT_SECONDS:
            return error
        clock.sleep(max(wait, asked))
    return None


def may_succeed_later(code: int) -> bool:
    """Tell whether an answer of HTTP speaks of this moment rather than of what was asked."""
    return code in TOO_SOON or code >= 500


def seconds_until(told: str | None, *, at: datetime) -> float | None:
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
