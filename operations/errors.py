"""How an operation ends that has done its work and found a difference."""


class DifferenceFound(Exception):  # noqa: N818 (it is a finding, not an error of the program)
    """Carry what was found to the end of the command, which then exits with 1."""
