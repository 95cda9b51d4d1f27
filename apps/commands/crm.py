"""`mainstay crm`: send the tasks that are due to the CRM, and read back what came of them."""

import argparse
import os
import time
from datetime import UTC, datetime
from pathlib import Path

from apps.crm.outbox import open_outbox
from apps.crm.pulling import pull
from apps.crm.pushing import push
from apps.crm.showing import planned, pushed
from apps.crm.targets import KINDS, Target, configured
from apps.crm.tasks import Task, read_tasks
from apps.delivery import Clock
from apps.failing import UnfinishedError
from apps.progress import report_progress
from apps.reading import add_folder, open_publication

SECRETS = (
    "Addresses and secrets come from the environment (docs/crm.md): SALESFORCE_INSTANCE_URL or "
    "SALESFORCE_CLIENT_ID and what belongs to them; CRM_WEBHOOK_URL; CRM_CSV_FILE."
)


def add_to(commands: argparse._SubParsersAction) -> None:  # type: ignore[type-arg]
    """Add the sub-command to `commands`."""
    parser = commands.add_parser(
        "crm", help="send tasks to the CRM, or read back what came of them"
    )
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    pushing = actions.add_parser(
        "push", help="show which tasks are due, and send them with --send", description=SECRETS
    )
    pushing.add_argument("--send", action="store_true", help="send (default: show what would be)")
    pushing.add_argument(
        "--to", choices=KINDS, help="the CRM (default: the one that the environment names)"
    )
    add_folder(pushing)
    pushing.set_defaults(run=run_push)
    pulling = actions.add_parser(
        "pull", help="bring status, disposition and answers into crm_tasks", description=SECRETS
    )
    pulling.add_argument(
        "--from", dest="to", choices=KINDS, help="the CRM (default: as the environment says)"
    )
    pulling.add_argument(
        "--into",
        dest="raw_path",
        type=Path,
        default=Path(os.environ.get("RAW_PATH", "data/raw")),
        metavar="RAW_PATH",
        help="folder of the source tables (RAW_PATH, else data/raw)",
    )
    add_folder(pulling)
    pulling.set_defaults(run=run_pull)


def run_push(arguments: argparse.Namespace) -> str:
    """Show what is due, or send it and say what became of it.

    Raises:
        UnfinishedError: The CRM did not take everything.
    """
    target = _target(arguments)
    tasks = _published(arguments)
    with open_outbox(arguments.folder, target=target.name) as outbox:
        changes = outbox.changes((task, target.fields(task)) for task in tasks)
        held_count = len(tasks) - len(changes)
        if not arguments.send:
            return planned(changes, name=target.name, held_count=held_count)
        results = push(
            changes,
            due=[task.task_id for task in tasks],
            target=target,
            outbox=outbox,
            clock=_clock(),
            progress=report_progress,
        )
    report = pushed(results, name=target.name, held_count=held_count)
    if any(result.error for result in results):
        raise UnfinishedError(report)
    return report


def run_pull(arguments: argparse.Namespace) -> str:
    """Read the CRM's tasks into the source table, and say how many are new or changed."""
    return pull(
        _target(arguments), folder=arguments.folder, raw_path=arguments.raw_path, clock=_clock()
    )


def _target(arguments: argparse.Namespace) -> Target:
    return configured(os.environ, folder=arguments.folder, only=arguments.to)


def _published(arguments: argparse.Namespace) -> list[Task]:
    with open_publication(arguments.folder) as connection:
        return read_tasks(connection)


def _clock() -> Clock:
    return Clock(read=lambda: datetime.now(UTC), sleep=time.sleep)
