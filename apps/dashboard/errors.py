"""What can go wrong when pages are made."""


class DashboardError(Exception):
    """Report pages that cannot be made, and what to do."""
