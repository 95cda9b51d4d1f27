"""All tables change their meaning at once: built beside the old ones, renamed in one transaction.

Nothing is visible before the commit, so whoever is killed leaves the old tables and no traces. Old
tables are locked for the renaming alone, and not for long: where a reader holds one of them, all
locks are let go and tried again, so that no reader is ever ended for our sake.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import duckdb
import psycopg
from psycopg import errors, sql

from apps.contract import Table, read_contract
from apps.postgres.errors import PostgresError
from apps.postgres.tables import create, fill
from warehouse.errors import NotNowError

NEW: Final = "__new"
# Below PostgreSQL's deadlock_timeout (1 s), so that it never has to choose whom to end.
LOCK_TIMEOUT: Final = "500ms"
ATTEMPTS, PAUSE_SECONDS = 60, 1.0
TABLES_THERE: Final = """
    select relname from pg_class
    where relnamespace = %s::regnamespace and relkind in ('r', 'v', 'm')
"""
# The owner's own rights come with the new table.
GRANTS: Final = """
    select pg_get_userbyid(granted.grantee), granted.privilege_type, granted.grantee = 0
    from pg_class, aclexplode(relacl) as granted
    where pg_class.oid = %s::regclass and granted.grantee <> relowner
"""


@dataclass(frozen=True)
class Copied:
    """What stands in the schema now; `row_count` is None where it stood there already."""

    run_id: str
    table_count: int
    row_count: int | None


def exchange(
    connection: psycopg.Connection[Any],
    *,
    publication: duckdb.DuckDBPyConnection,
    schema: str,
    report: Callable[[str], None],
) -> Copied:
    """Let `schema` hold the tables of `publication` and no earlier ones.

    Raises:
        PostgresError: the schema has tables of these names that are not ours, or a copy differs.
        NotNowError: another copy is under way, or readers do not let go.
    """
    contract = read_contract(publication)
    expected = {
        str(name): int(count)
        for name, count in publication.execute(
            "select table_name, row_count from manifest"
        ).fetchall()
    }
    ((run_id,),) = publication.execute("select distinct run_id from manifest").fetchall()
    with connection.transaction():
        _be_the_only_one(connection, schema)
        connection.execute(sql.SQL("create schema if not exists {}").format(sql.Identifier(schema)))
        there = {name for (name,) in connection.execute(TABLES_THERE, [_quoted(schema)]).fetchall()}
        ours, shown = _read_manifest(connection, schema) if "manifest" in there else (set(), None)
        if shown == run_id:
            return Copied(run_id, len(contract), None)
        _require_free(there & set(contract) - ours, schema=schema)
        total = 0
        for table in contract.values():
            report(f"{table.name}: {expected.get(table.name, len(expected)):,} rows")
            total += _copy(
                connection, table, schema=schema, publication=publication, expected=expected
            )
        _rename(connection, schema=schema, old=sorted(there & ours), new=list(contract))
    return Copied(run_id, len(contract), total)


def _be_the_only_one(connection: psycopg.Connection[Any], schema: str) -> None:
    question = "select pg_try_advisory_xact_lock(hashtext('mainstay'), hashtext(%s))"
    if connection.execute(question, [schema]).fetchone() != (True,):
        raise NotNowError(
            f"Another copy into the schema {schema} is under way: wait until it has ended."
        )


def _read_manifest(connection: psycopg.Connection[Any], schema: str) -> tuple[set[str], str | None]:
    """Return which tables an earlier copy made, and of which publication."""
    manifest = sql.Identifier(schema, "manifest")
    try:
        with connection.transaction():
            rows = connection.execute(
                sql.SQL("select table_name, run_id from {}").format(manifest)
            ).fetchall()
    except errors.UndefinedColumn:
        return set(), None
    return {"manifest", *(name for name, _ in rows)}, rows[0][1] if rows else None


def _require_free(taken: set[str], *, schema: str) -> None:
    if taken:
        raise PostgresError(
            f"The schema {schema} has a table {min(taken)} that no copy of ours made: choose "
            "another schema with --schema."
        )


def _copy(
    connection: psycopg.Connection[Any],
    table: Table,
    *,
    schema: str,
    publication: duckdb.DuckDBPyConnection,
    expected: dict[str, int],
) -> int:
    place = sql.Identifier(schema, table.name + NEW)
    create(connection, table, place=place)
    count = fill(connection, table, place=place, publication=publication)
    if count != expected.get(table.name, len(expected)):
        raise PostgresError(
            f"{table.name} has {expected[table.name]} rows by the manifest and {count} were read: "
            "the publication is damaged; run `mainstay publication rollback`."
        )
    return count


def _rename(
    connection: psycopg.Connection[Any], *, schema: str, old: list[str], new: list[str]
) -> None:
    """Lock all old tables, then put the new ones in their place with the rights of the old."""
    connection.execute(sql.SQL("set local lock_timeout = {}").format(sql.Literal(LOCK_TIMEOUT)))
    for attempt in range(1, ATTEMPTS + 1):
        try:
            with connection.transaction():
                if old:
                    places = sql.SQL(", ").join(sql.Identifier(schema, name) for name in old)
                    connection.execute(
                        sql.SQL("lock table {} in access exclusive mode").format(places)
                    )
                _exchange_names(connection, schema=schema, old=old, new=new)
                return
        except (errors.LockNotAvailable, errors.DeadlockDetected) as error:
            if attempt == ATTEMPTS:
                raise NotNowError(
                    f"Readers hold tables of the schema {schema} for longer than a minute: "
                    "nothing was changed; try again later."
                ) from error
        time.sleep(PAUSE_SECONDS)


def _exchange_names(
    connection: psycopg.Connection[Any], *, schema: str, old: list[str], new: list[str]
) -> None:
    for name in old:
        place = sql.Identifier(schema, name)
        rights = connection.execute(GRANTS, [f"{_quoted(schema)}.{_quoted(name)}"]).fetchall()
        connection.execute(sql.SQL("drop table {}").format(place))
        for role, right, is_public in rights if name in new else []:
            grant = sql.SQL("grant {} on {} to {}").format(
                sql.SQL(right),
                sql.Identifier(schema, name + NEW),
                sql.SQL("public") if is_public else sql.Identifier(role),
            )
            connection.execute(grant)
    for name in new:
        rename = sql.SQL("alter table {} rename to {}")
        place = sql.Identifier(schema, name + NEW)
        connection.execute(rename.format(place, sql.Identifier(name)))


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
