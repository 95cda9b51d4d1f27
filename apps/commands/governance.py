"""`mainstay governance-pack`: one page for the review meeting."""

import argparse
from datetime import date
from pathlib import Path

from apps.extras import require_extra
from apps.progress import report_progress
from apps.reading import add_folder, open_publication


def add_to(commands: argparse._SubParsersAction) -> None:  # type: ignore[type-arg]
    """Add the sub-command to `commands`."""
    parser = commands.add_parser("governance-pack", help="make one page for the review meeting")
    parser.add_argument(
        "--output",
        type=Path,
        default=Path("governance.html"),
        metavar="FILE",
        help="the page to write (governance.html)",
    )
    parser.add_argument(
        "--customer",
        metavar="CUSTOMER_ID",
        help="whose flag to explain; default: the customer at the top of the list",
    )
    parser.add_argument(
        "--as-of",
        type=date.fromisoformat,
        metavar="DATE",
        help="on which date (2026-06-01); default: the newest",
    )
    parser.add_argument(
        "--artifacts",
        type=Path,
        default=Path("target"),
        metavar="DIR",
        help="folder of dbt's manifest.json and run_results.json (target)",
    )
    add_folder(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> str:
    """Write the page and return where it is."""
    require_extra("governance", "sqlglot")
    from apps.governance.building import build_pack
    from apps.governance.graph import read_graph

    graph = read_graph(
        arguments.artifacts / "manifest.json", arguments.artifacts / "run_results.json"
    )
    with open_publication(arguments.folder) as connection:
        page = build_pack(
            connection,
            graph,
            customer_id=arguments.customer,
            as_of_date=arguments.as_of,
            report=report_progress,
        )
    arguments.output.write_text(page, encoding="utf-8")
    return f"The governance pack is in {arguments.output}."
