"""`mainstay alerts`: list what is open, and tell people what was opened or closed."""

import argparse
import os
import time
from datetime import UTC, datetime

from apps.alerts.book import SENT, Alert, Notice, notices_due, read_alerts
from apps.alerts.receipts import open_receipts
from apps.alerts.sending import Delivery, send
from apps.alerts.targets import KINDS, Target, configured
from apps.alerts.wording import listed, title
from apps.delivery import Clock
from apps.failing import UnfinishedError
from apps.reading import add_folder, open_publication


def add_to(commands: argparse._SubParsersAction) -> None:  # type: ignore[type-arg]
    """Add the sub-command to `commands`."""
    parser = commands.add_parser("alerts", help="list the open alerts, or send what is new")
    add_folder(parser)
    parser.set_defaults(run=list_open)
    actions = parser.add_subparsers(metavar="ACTION")
    sending = actions.add_parser(
        "send",
        help="tell of alerts that were opened or closed, each receiver once",
        description="Secrets come from the environment: ALERTS_WEBHOOK_URL; ALERTS_SMTP_URL with "
        "ALERTS_EMAIL_FROM and ALERTS_EMAIL_TO; ALERTS_FILE.",
    )
    sending.add_argument(
        "--to", choices=KINDS, help="only there (default: wherever the environment says)"
    )
    sending.add_argument("--dry-run", action="store_true", help="say what would be sent")
    sending.set_defaults(run=send_due)


def list_open(arguments: argparse.Namespace) -> str:
    """Return the open alerts as a table."""
    alerts = [alert for alert in _published(arguments) if alert.closed_on_date is None]
    return listed(alerts) if alerts else "No alert is open."


def send_due(arguments: argparse.Namespace) -> str:
    """Send what is due and return a line per receiver.

    Raises:
        UnfinishedError: A receiver did not take everything.
    """
    alerts = _published(arguments)
    targets = configured(os.environ, folder=arguments.folder, only=arguments.to)
    clock = Clock(read=lambda: datetime.now(UTC), sleep=time.sleep)
    lines: list[str] = []
    has_failed = False
    with open_receipts(arguments.folder) as receipts:
        for target in targets:
            if arguments.dry_run:
                due = notices_due(alerts, statuses=receipts.statuses(target.name))
                lines += _announced(target, due)
                continue
            deliveries = send(alerts, target=target, receipts=receipts, clock=clock)
            received = list(receipts.statuses(target.name).values()).count(SENT)
            lines += _reported(target, deliveries, received_in_all=received)
            has_failed |= any(delivery.error for delivery in deliveries)
    report = "\n".join(lines)
    if has_failed:
        raise UnfinishedError(report)
    return report


def _published(arguments: argparse.Namespace) -> list[Alert]:
    with open_publication(arguments.folder) as connection:
        return read_alerts(connection)


def _announced(target: Target, due: list[Notice]) -> list[str]:
    head = f"{target.name}: {len(due)} would be sent."
    return [head, *(f"  {title(notice)}" for notice in due)]


def _reported(target: Target, deliveries: list[Delivery], *, received_in_all: int) -> list[str]:
    failed = [delivery for delivery in deliveries if delivery.error]
    sent = len(deliveries) - len(failed)
    head = (
        f"{target.name}: {sent} sent, {len(failed)} failed, "
        f"{received_in_all - sent} received before."
    )
    return [head, *(f"  {title(failure.notice)}: {failure.error}" for failure in failed)]
