"""Send what is due, try again where that can help, and keep the receipts."""

from dataclasses import dataclass
from datetime import datetime

from apps.alerts.book import OPENED, Alert, Notice, notices_due
from apps.alerts.receipts import Receipts
from apps.alerts.targets import Target
from apps.delivery import WAITS_SECONDS, Clock, DeliveryError, keep_trying


@dataclass(frozen=True)
class Delivery:
    """What became of one notice at one receiver; `error` is None once it is received."""

    notice: Notice
    target: str
    error: str | None


def send(
    alerts: list[Alert], *, target: Target, receipts: Receipts, clock: Clock
) -> list[Delivery]:
    """Send every notice that is due at a receiver; a failure stops none of the others.

    That an alert closed waits until its opening was received. Where the receiver stayed silent for
    all attempts, later notices have one attempt each: the next run comes soon enough.
    """
    deliveries: list[Delivery] = []
    untold: set[str] = set()
    waits: tuple[float, ...] = WAITS_SECONDS
    for notice in notices_due(alerts, statuses=receipts.statuses(target.name)):
        if notice.alert.alert_id in untold:
            continue
        error = _try(notice, target=target, receipts=receipts, clock=clock, waits=waits)
        if error and notice.event == OPENED:
            untold.add(notice.alert.alert_id)
        if error and error.may_succeed_later:
            waits = ()
        deliveries.append(Delivery(notice, target.name, str(error) if error else None))
    return deliveries


def _try(
    notice: Notice, *, target: Target, receipts: Receipts, clock: Clock, waits: tuple[float, ...]
) -> DeliveryError | None:
    """Attempt a delivery, again after each wait while that can help; return the last error."""

    def attempt() -> DeliveryError | None:
        at = clock.read()
        receipts.begin(notice, target=target.name, at=at)
        error = _attempt(notice, target=target, at=at)
        receipts.settle(notice, target=target.name, error=str(error) if error else None)
        return error

    return keep_trying(attempt, clock=clock, waits=waits)


def _attempt(notice: Notice, *, target: Target, at: datetime) -> DeliveryError | None:
    try:
        target.deliver(notice, at=at)
    except DeliveryError as error:
        return error
    return None
