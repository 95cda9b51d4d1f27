"""How a command ends that has something to print and yet has not gone well."""


class UnfinishedError(Exception):
    """Carry what a command prints although it ends with 1: not all is done, or is the same."""

    def __init__(self, report: str) -> None:
        super().__init__(report)
        self.report = report
