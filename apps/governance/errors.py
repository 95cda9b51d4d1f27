"""What can go wrong when the pack is made."""


class GovernanceError(Exception):
    """Report a pack that cannot be made, and what to do."""
