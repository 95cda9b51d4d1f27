"""The console command `mainstay`, whole: the commands of `apps` and those of this package."""

import sys
from collections.abc import Sequence

from apps import cli
from ml.errors import ModelError
from operations.commands import explain, reproduce
from operations.errors import DifferenceFound

COMMANDS = (*cli.COMMANDS, explain, reproduce)
DIFFERENT = 1


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one sub-command; the exit code is that of `apps`, or 1 where it found a difference."""
    try:
        return cli.main(arguments, commands=COMMANDS)
    except DifferenceFound as found:
        print(found)
        return DIFFERENT
    except ModelError as error:
        sys.stderr.write(f"mainstay: {error}\n")
        return cli.FAILED


if __name__ == "__main__":
    sys.exit(main())
