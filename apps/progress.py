"""How long work says that it goes on: lines on the error stream, so that pipes stay clean."""

import sys


def report_progress(line: str) -> None:
    """Write one line of progress."""
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()
