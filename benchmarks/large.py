"""A publication of any size, made by SQL from a small one: copies of its customers."""

from pathlib import Path

import duckdb

from apps.contract import Table, read_contract
from apps.reading import open_publication
from warehouse import shelf
from warehouse.contents import read_comments, write_comments
from warehouse.publication import STORAGE_VERSION

RANKS = ("risk_rank", "money_rank")


def enlarge(source: Path, *, folder: Path, customers: int) -> str:
    """Publish into `folder` what `source` has published, of at least so many customers.

    Returns:
        The run id.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with open_publication(source) as connection:
        contract = read_contract(connection)
        ((few,),) = connection.execute("select count(*) from dim_customers").fetchall()
    run_id = f"20260601T060000000000Z-{customers}"
    copies = -(-customers // few)
    with duckdb.connect(config={"temp_directory": str(folder / "temporary")}) as connection:
        connection.execute(f"attach '{(source / shelf.CURRENT).resolve()}' as few (read_only)")
        target = folder / f"{run_id}.duckdb"
        connection.execute(f"attach '{target}' as many (storage_version '{STORAGE_VERSION}')")
        for table in contract.values():
            rows = _copied(table, copies=copies)
            connection.execute(f'create table many.main."{table.name}" as {rows}')
        places = [("main", name) for name in contract]
        comments = read_comments(connection, database="few", tables=places)
        write_comments(connection, comments, database="many")
        connection.execute("update many.main.manifest set run_id = ?", [run_id])
    shelf.show(folder, run_id=run_id)
    return run_id


def _copied(table: Table, *, copies: int) -> str:
    """Return the rows of a table, once per copy where they are of customers.

    They lie date by date, as builds append them, and ranks stay a count without gaps.
    """
    names = [column.name for column in table.columns]
    source = f'few.main."{table.name}"'
    if "customer_id" not in names:
        return f"from {source}"
    replaced = ["customer_id || '-' || copy as customer_id"]
    replaced += [f"({rank} - 1) * {copies} + copy + 1 as {rank}" for rank in RANKS if rank in names]
    by_date = ["as_of_date"] if "as_of_date" in names else []
    replacing, order = ", ".join(replaced), ", ".join([*by_date, "copy", "customer_id"])
    return (
        f"select * exclude (copy) replace ({replacing}) from {source}, "  # noqa: S608 (our names)
        f"range({copies}) as copies(copy) order by {order}"
    )
