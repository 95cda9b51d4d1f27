"""The console command `mainstay`, whole: the commands of `apps` and those of this package."""

import sys
from collections.abc import Sequence

from apps import cli
from ml.errors import ModelError
from operations.commands import explain, reproduce

COMMANDS = (*cli.COMMANDS, explain, reproduce)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one sub-command and return its exit code, as `apps` does."""
    try:
        return cli.main(arguments, commands=COMMANDS)
    except ModelError as error:
        sys.stderr.write(f"mainstay: {error}\n")
        return cli.FAILED


if __name__ == "__main__":
    sys.exit(main())
