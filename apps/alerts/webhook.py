"""Deliver notices to a webhook as Slack and what resembles it take them."""

import json
from dataclasses import dataclass, field
from datetime import datetime

from apps.alerts.book import Notice
from apps.alerts.wording import chat_message
from apps.posting import post

TIMEOUT_SECONDS = 10.0


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
        post(
            self.url,
            body=json.dumps(chat_message(notice)).encode(),
            # By the key a receiver can tell a second copy, should its first answer get lost.
            headers={"Idempotency-Key": notice.key},
            at=at,
            timeout_seconds=TIMEOUT_SECONDS,
        )
