"""`mainstay import`: bring another company's files into the source contract."""

import argparse
from pathlib import Path

from apps.progress import report_progress


def add_to(commands: argparse._SubParsersAction) -> None:  # type: ignore[type-arg]
    """Add the sub-command to `commands`."""
    parser = commands.add_parser(
        "import",
        help="bring another company's files into the source contract",
        description="Run the SQL files of an example folder, one per table, on a company's files.",
    )
    parser.add_argument("example", type=Path, metavar="EXAMPLE", help="folder of <table>.sql files")
    parser.add_argument(
        "--from",
        dest="source",
        type=Path,
        required=True,
        metavar="DIR",
        help="folder of the company's files",
    )
    parser.add_argument(
        "--to",
        dest="target",
        type=Path,
        required=True,
        metavar="RAW_PATH",
        help="folder to replace by the tables",
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> str:
    """Import, and return the next command to give."""
    from warehouse.importing import import_company

    import_company(
        arguments.example,
        source=arguments.source,
        target=arguments.target,
        progress=report_progress,
    )
    variables = f'--vars "$(cat {arguments.example}/vars.yml)"'
    return f"Next: RAW_PATH={arguments.target.absolute()} dbt build --target dev {variables}"
