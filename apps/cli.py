"""The console command `mainstay`: what daily life needs beside `dbt build`."""

import argparse
import sys
from collections.abc import Sequence

import duckdb

from apps.alerts.errors import AlertsError
from apps.commands import alerts, at_risk, importing, ladder, publication, simulate
from apps.failing import UnfinishedError
from apps.reading import ReadingError
from simulator.errors import SimulatorError
from warehouse.errors import NotNowError, WarehouseError, summarize
from warehouse.guard import TRY_AGAIN_LATER

COMMANDS = (at_risk, ladder, simulate, importing, publication, alerts)
UNFINISHED, FAILED = 1, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one sub-command and return its exit code: 0, 1, 2 or 75.

    1 is work that was done in part, 2 is an error, and 75 is work to try again later.
    """
    asked = _build_parser().parse_args(arguments)
    try:
        print(asked.run(asked))
    except UnfinishedError as failure:
        print(failure.report)
        return UNFINISHED
    except NotNowError as refusal:
        return _fail(refusal.msg, code=TRY_AGAIN_LATER)
    except WarehouseError as error:
        return _fail(error.msg, code=FAILED)
    except (AlertsError, ReadingError, SimulatorError, OSError) as error:
        return _fail(str(error), code=FAILED)
    except duckdb.Error as error:
        return _fail(
            f"The publication cannot answer ({summarize(error)}): run `dbt build`.", code=FAILED
        )
    return 0


def _build_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="mainstay", description="Everything beside `dbt build`, which is the main command."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for command in COMMANDS:
        command.add_to(commands)
    return parser


def _fail(sentence: str, *, code: int) -> int:
    sys.stderr.write(f"mainstay: {sentence}\n")
    return code


if __name__ == "__main__":
    sys.exit(main())
