"""What can go wrong before an alert is delivered."""


class AlertsError(Exception):
    """Report settings or receipts with which nothing can be sent, and what to do."""
