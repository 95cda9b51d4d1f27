"""`mainstay dashboard`: pages that open from disk, made of the current publication."""

import argparse
from pathlib import Path

from apps.dashboard.building import build_pages
from apps.progress import report_progress
from apps.reading import add_folder, open_publication


def add_to(commands: argparse._SubParsersAction) -> None:  # type: ignore[type-arg]
    """Add the sub-command to `commands`."""
    parser = commands.add_parser("dashboard", help="make the pages: who, does it work, is it well")
    parser.add_argument(
        "--output",
        type=Path,
        default=Path("dashboard"),
        metavar="FOLDER",
        help="folder of pages to write (dashboard)",
    )
    add_folder(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> str:
    """Write the pages and return where they are."""
    with open_publication(arguments.folder) as connection:
        built = build_pages(connection, folder=arguments.output, report=report_progress)
    return f"{built} are in {arguments.output}: open {arguments.output / 'index.html'}."
