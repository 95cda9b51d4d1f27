"""What can go wrong before and while an alert is delivered."""


class AlertsError(Exception):
    """Report settings or receipts with which nothing can be sent, and what to do."""


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
