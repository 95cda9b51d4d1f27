"""What can go wrong on the way to PostgreSQL."""


class PostgresError(Exception):
    """Report a copy that was not made, and what to do; readers keep what they had."""
