"""The console command `mainstay`: what daily life needs beside `dbt build`."""

import argparse
import sys
from collections.abc import Sequence
from types import ModuleType

import duckdb

from apps.alerts.errors import AlertsError
from apps.api.keys import KeysError
from apps.commands import (
    alerts,
    at_risk,
    brief,
    card,
    crm,
    dashboard,
    drill,
    governance,
    importing,
    ladder,
    publication,
    publishing,
    serving,
    simulate,
)
from apps.crm.errors import CrmError
from apps.dashboard.errors import DashboardError
from apps.drills.builds import DrillError
from apps.extras import ExtraError
from apps.failing import UnfinishedError
from apps.governance.errors import GovernanceError
from apps.overview import list_by_purpose
from apps.postgres.errors import PostgresError
from apps.reading import ReadingError
from apps.settings import SettingError
from simulator.errors import SimulatorError
from warehouse.errors import NotNowError, WarehouseError, summarize
from warehouse.guard import TRY_AGAIN_LATER

COMMANDS: tuple[ModuleType, ...] = (
    *(at_risk, brief, ladder, card, dashboard, governance, alerts, crm, drill),
    *(simulate, importing, publication, serving, publishing),
)
OWN_ERRORS = (
    *(AlertsError, CrmError, DashboardError, DrillError, ExtraError, KeysError),
    *(GovernanceError, PostgresError, ReadingError, SettingError, SimulatorError),
)
UNFINISHED, FAILED, INTERRUPTED = 1, 2, 130


def main(
    arguments: Sequence[str] | None = None, *, commands: Sequence[ModuleType] = COMMANDS
) -> int:
    """Run one sub-command and return its exit code.

    0 is done, 1 done in part or with a difference found, 2 an error, 75 to try again later, and
    130 stopped by hand.
    """
    asked = _build_parser(commands).parse_args(arguments)
    try:
        print(asked.run(asked))
    except UnfinishedError as failure:
        print(failure.report)
        return UNFINISHED
    except KeyboardInterrupt:
        return _fail("Stopped.", code=INTERRUPTED)
    except NotNowError as refusal:
        return _fail(refusal.msg, code=TRY_AGAIN_LATER)
    except (WarehouseError, *OWN_ERRORS, OSError, duckdb.Error) as error:
        return _fail(_sentence(error), code=FAILED)
    return 0


def _sentence(error: Exception) -> str:
    if isinstance(error, WarehouseError):
        return str(error.msg)
    if isinstance(error, duckdb.Error):
        return f"The publication cannot answer ({summarize(error)}): run `dbt build`."
    return str(error)


def _build_parser(commands: Sequence[ModuleType]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="mainstay",
        usage="%(prog)s [-h] COMMAND ...",
        description="Everything beside `dbt build`, which is the main command.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    places = parser.add_subparsers(
        required=True, metavar="COMMAND", prog="mainstay", help=argparse.SUPPRESS
    )
    for command in commands:
        command.add_to(places)
    parser.epilog = list_by_purpose({one.dest: one.help or "" for one in places._choices_actions})
    return parser


def _fail(sentence: str, *, code: int) -> int:
    sys.stderr.write(f"mainstay: {sentence}\n")
    return code


if __name__ == "__main__":
    sys.exit(main())
