"""The console command `mainstay`: what daily life needs beside `dbt build`."""

import argparse
import sys
from collections.abc import Sequence
from types import ModuleType

import duckdb

from apps.commands import at_risk, card, importing, ladder, publication, simulate
from apps.reading import ReadingError
from simulator.errors import SimulatorError
from warehouse.errors import NotNowError, WarehouseError, summarize
from warehouse.guard import TRY_AGAIN_LATER

COMMANDS: tuple[ModuleType, ...] = (at_risk, ladder, card, simulate, importing, publication)
FAILED = 2


def main(
    arguments: Sequence[str] | None = None, *, commands: Sequence[ModuleType] = COMMANDS
) -> int:
    """Run one sub-command and return its exit code: 0, 2 after an error, 75 to try again later."""
    asked = _build_parser(commands).parse_args(arguments)
    try:
        print(asked.run(asked))
    except NotNowError as refusal:
        return _fail(refusal.msg, code=TRY_AGAIN_LATER)
    except WarehouseError as error:
        return _fail(error.msg, code=FAILED)
    except (ReadingError, SimulatorError, OSError) as error:
        return _fail(str(error), code=FAILED)
    except duckdb.Error as error:
        return _fail(
            f"The publication cannot answer ({summarize(error)}): run `dbt build`.", code=FAILED
        )
    return 0


def _build_parser(commands: Sequence[ModuleType]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="mainstay", description="Everything beside `dbt build`, which is the main command."
    )
    places = parser.add_subparsers(required=True, metavar="COMMAND")
    for command in commands:
        command.add_to(places)
    return parser


def _fail(sentence: str, *, code: int) -> int:
    sys.stderr.write(f"mainstay: {sentence}\n")
    return code


if __name__ == "__main__":
    sys.exit(main())
