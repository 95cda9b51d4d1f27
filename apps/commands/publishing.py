"""`mainstay publish`: the current publication, copied to where other tools look for it."""

import argparse
import os
from collections.abc import Mapping

from apps.extras import require_extra
from apps.postgres.errors import PostgresError
from apps.progress import report_progress
from apps.reading import add_folder, open_publication

SETTING = "POSTGRES_URL"
STANDARD = ("PGHOST", "PGSERVICE", "PGDATABASE")


def add_to(commands: argparse._SubParsersAction) -> None:  # type: ignore[type-arg]
    """Add the sub-command to `commands`."""
    parser = commands.add_parser("publish", help="copy the publication to another database")
    places = parser.add_subparsers(required=True, metavar="PLACE")
    postgres = places.add_parser(
        "postgres",
        help="copy it to a schema of PostgreSQL, all tables at once",
        description=f"The server comes from {SETTING}, or from the variables PGHOST, PGUSER, "
        "PGPASSWORD and so on that every client of PostgreSQL knows.",
    )
    postgres.add_argument("--schema", default="mainstay", help="the schema (mainstay)")
    add_folder(postgres)
    postgres.set_defaults(run=to_postgres)


def to_postgres(arguments: argparse.Namespace) -> str:
    """Copy, and return what stands there now.

    Raises:
        PostgresError: no server is named, or it refuses; nothing was changed there.
    """
    require_extra("postgres", "psycopg")
    import psycopg

    from apps.postgres.exchange import exchange

    address = _address(os.environ)
    with open_publication(arguments.folder) as publication:
        try:
            with psycopg.connect(address, connect_timeout=10) as connection:
                copied = exchange(
                    connection,
                    publication=publication,
                    schema=arguments.schema,
                    report=report_progress,
                )
        except psycopg.Error as error:
            said = str(error).strip().partition("\n")[0]
            raise PostgresError(
                f"PostgreSQL did not take the copy ({said}): nothing was changed there."
            ) from error
    if copied.row_count is None:
        return f"The schema {arguments.schema} holds {copied.run_id} already."
    return (
        f"The schema {arguments.schema} holds {copied.run_id} now: {copied.table_count} tables, "
        f"{copied.row_count:,} rows."
    )


def _address(environment: Mapping[str, str]) -> str:
    """Return what to connect to; an empty address leaves it to the standard variables."""
    address = environment.get(SETTING, "").strip()
    if not address and not any(environment.get(name) for name in STANDARD):
        raise PostgresError(
            f"No server is named: set {SETTING} to postgresql://user@host/database and "
            "PGPASSWORD, or PGHOST and the variables beside it."
        )
    return address
