"""`mainstay simulate`: make the demo company's data, of any size."""

import argparse
from datetime import date
from pathlib import Path

from apps.progress import report_progress


def add_to(commands: argparse._SubParsersAction) -> None:  # type: ignore[type-arg]
    """Add the sub-command to `commands`."""
    parser = commands.add_parser(
        "simulate",
        help="make the demo company's data",
        description="Make the raw data of StreamFlow Analytics, the demo company.",
    )
    parser.add_argument("--customers", type=int, default=2000, metavar="N", help="how many sign up")
    parser.add_argument(
        "--to", type=Path, default=Path("data/raw"), metavar="DIR", help="folder to replace"
    )
    parser.add_argument("--seed", type=int, default=7, help="another seed makes other customers")
    parser.add_argument(
        "--ends-on",
        type=date.fromisoformat,
        default=date(2026, 6, 1),
        metavar="DATE",
        help="the day before which all is recorded, as YYYY-MM-DD",
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> str:
    """Simulate into the folder that was asked for, and return a line about it."""
    from simulator import simulate

    simulate(
        arguments.to,
        customers=arguments.customers,
        seed=arguments.seed,
        ends_on=arguments.ends_on,
        progress=report_progress,
    )
    return f"StreamFlow's data are in {arguments.to}."
