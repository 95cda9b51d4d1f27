"""`mainstay publication`: list what is published, and go back to an earlier publication."""

import argparse

from apps.reading import add_folder


def add_to(commands: argparse._SubParsersAction) -> None:  # type: ignore[type-arg]
    """Add the sub-command to `commands`."""
    parser = commands.add_parser("publication", help="list the publications, or go back to one")
    add_folder(parser)
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    listing = actions.add_parser("list", help="list the publications, newest first")
    listing.set_defaults(run=list_publications)
    back = actions.add_parser("rollback", help="let readers see an earlier publication")
    back.add_argument(
        "run_id", nargs="?", metavar="RUN_ID", help="default: the one before the current one"
    )
    back.set_defaults(run=roll_back)


def list_publications(arguments: argparse.Namespace) -> str:
    """Return a line per publication, newest first, the current one marked by a star."""
    from warehouse import shelf

    current = shelf.read_current(arguments.folder)
    lines = []
    for run_id in reversed(shelf.list_runs(arguments.folder)):
        rows = shelf.read_manifest(arguments.folder, run_id=run_id)
        mark = "*" if run_id == current else " "
        date, model = rows[0]["as_of_date"] or "no date", rows[0]["model_version"] or "no model"
        row_count = sum(row["row_count"] for row in rows)
        lines.append(
            f"{mark} {run_id}  as of {date}, {model}, {len(rows)} tables, {row_count:,} rows"
        )
    return "\n".join(lines) or f"Nothing is published in {arguments.folder} yet: run `dbt build`."


def roll_back(arguments: argparse.Namespace) -> str:
    """Flip the link, and return what readers see now."""
    from warehouse import shelf

    run_id = shelf.roll_back(arguments.folder, run_id=arguments.run_id)
    return f"Readers see {run_id} now, until a build publishes something new."
