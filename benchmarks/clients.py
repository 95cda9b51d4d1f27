"""How BI tools read: each function opens a publication as a tool does, asks once, and closes.

The module stands alone, so that it also runs where a client brings another version of DuckDB:
`python clients.py NAME DATABASE QUERY` asks until its input ends, and prints what it saw.
"""

import json
import subprocess
import sys
import threading
import warnings
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

Rows = list[tuple[Any, ...]]
Ask = Callable[[str, str], Rows]


def ask_by_sqlalchemy(path: str, query: str) -> Rows:
    """Ask as Superset does: SQLAlchemy and duckdb-engine."""
    import sqlalchemy
    from sqlalchemy.dialects import registry

    # Another package may claim the name too.
    registry.register("duckdb", "duckdb_engine", "Dialect")
    engine = sqlalchemy.create_engine(
        f"duckdb:///{path}",
        connect_args={"read_only": True},
        poolclass=sqlalchemy.pool.NullPool,
    )
    with warnings.catch_warnings(), engine.connect() as connection:
        warnings.simplefilter("ignore")
        return [tuple(row) for row in connection.execute(sqlalchemy.text(query))]


def ask_by_adbc(path: str, query: str) -> Rows:
    """Ask by ADBC, DuckDB's own driver behind Arrow's interface."""
    import adbc_driver_duckdb
    import adbc_driver_manager.dbapi

    options = {"path": path, "access_mode": "READ_ONLY", "entrypoint": "duckdb_adbc_init"}
    driver = adbc_driver_duckdb.driver_path()
    with (
        adbc_driver_manager.dbapi.connect(driver=driver, db_kwargs=options) as connection,
        connection.cursor() as cursor,
    ):
        cursor.execute(query)
        return [tuple(row) for row in cursor.fetchall()]


def ask_by_ibis(path: str, query: str) -> Rows:
    """Ask by ibis, as an expression of it over the query."""
    import ibis

    connection = ibis.duckdb.connect(path, read_only=True)
    try:
        if not hasattr(connection.con, "fetch_arrow_table"):
            # Until ibis knows DuckDB 2: nothing but SQL, over the connection that it opened.
            return [tuple(row) for row in connection.raw_sql(query).fetchall()]
        return [tuple(row) for row in connection.sql(query).execute().itertuples(index=False)]
    finally:
        connection.disconnect()


def ask_by_pandas(path: str, query: str) -> Rows:
    """Ask by DuckDB's own client for a pandas frame."""
    import duckdb

    with duckdb.connect(path, read_only=True) as connection:
        frame = connection.execute(query).df()
    return [tuple(row) for row in frame.itertuples(index=False)]


def ask_by_command_line(path: str, query: str) -> Rows:
    """Ask by DuckDB's command line, a program of a version of its own."""
    command = [str(Path(sys.executable).with_name("duckdb")), "-readonly", "-json", path, query]
    done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603
    return [tuple(row.values()) for row in json.loads(done.stdout or "[]")]


CLIENTS: dict[str, Ask] = {
    "sqlalchemy": ask_by_sqlalchemy,
    "adbc": ask_by_adbc,
    "ibis": ask_by_ibis,
    "pandas": ask_by_pandas,
    "command line": ask_by_command_line,
}


def main() -> None:
    """Ask in a loop, and print the counts of each answer, and of each error, as JSON."""
    name, path, query = sys.argv[1:]
    ask, answers = CLIENTS[name], Counter[str]()
    ended = threading.Event()

    def wait_for_the_end() -> None:
        sys.stdin.read()
        ended.set()

    threading.Thread(target=wait_for_the_end, daemon=True).start()
    while not ended.is_set():
        try:
            # The link is followed once, so that no second opening finds another file.
            rows = ask(str(Path(path).resolve()), query)
            answers[json.dumps([list(map(str, row)) for row in rows])] += 1
        except Exception as error:
            answers[f"error: {str(error)[:200]}"] += 1
    print(json.dumps(answers))


if __name__ == "__main__":
    main()
