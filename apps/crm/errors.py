"""What can go wrong before a task is sent or read."""


class CrmError(Exception):
    """Report settings, an outbox or a file with which nothing can be done, and what to do."""
