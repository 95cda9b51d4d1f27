"""`mainstay explain`: everything that a customer's score rests on, down to code and data."""

import argparse
from datetime import date
from pathlib import Path

from apps.provenance import trace
from apps.reading import ReadingError, add_folder, open_publication
from operations import explaining
from operations.explaining import FeatureRow
from operations.reading import add_warehouse, open_warehouse
from warehouse.errors import NotNowError


def add_to(commands: argparse._SubParsersAction) -> None:  # type: ignore[type-arg]
    """Add the sub-command to `commands`."""
    parser = commands.add_parser(
        "explain",
        help="show everything that a customer's score rests on",
        description="Show score, reasons, feature row, model, gates, approvals and publication.",
    )
    parser.add_argument("customer_id", metavar="CUSTOMER_ID", help="whose score")
    parser.add_argument(
        "--as-of",
        type=date.fromisoformat,
        metavar="DATE",
        help="the morning of the score, as YYYY-MM-DD (the newest)",
    )
    add_folder(parser)
    add_warehouse(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> str:
    """Return the provenance of the champion's score, section by section."""
    with open_publication(arguments.folder) as connection:
        found = trace(connection, customer_id=arguments.customer_id, as_of_date=arguments.as_of)
    features = _read_features(
        arguments.warehouse,
        customer_id=found.score["customer_id"],
        as_of_date=found.score["as_of_date"],
    )
    return explaining.render(found, features=features)


def _read_features(warehouse: Path, *, customer_id: str, as_of_date: date) -> FeatureRow | str:
    """Return the feature row, or the sentence that says why it cannot be shown here and now."""
    try:
        with open_warehouse(warehouse) as connection:
            return explaining.read_features(
                connection, customer_id=customer_id, as_of_date=as_of_date
            )
    except ReadingError as error:
        return str(error)
    except NotNowError as error:
        return str(error.msg)
