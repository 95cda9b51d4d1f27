"""One publication: a file that never changes, opened once and asked by several threads."""

import queue
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import duckdb

from apps.api import lookup
from apps.api.questions import Question, describe
from apps.contract import Table, read_contract

Row = dict[str, Any]
CURSORS: Final = 8
RUN: Final = "select * exclude (table_name, row_count, content_hash) from manifest limit 1"


class Publication:
    """What is open of a publication; `leases` counts who needs it."""

    def __init__(self, path: Path, *, is_indexed: bool) -> None:
        """Open the file and read what it says about itself."""
        self.run_id, self.leases = path.stem, 0
        self._connection = lookup.connect(path, is_indexed=is_indexed)
        self._cursors: queue.LifoQueue[duckdb.DuckDBPyConnection] = queue.LifoQueue()
        for _ in range(CURSORS):
            cursor = self._connection.cursor()
            cursor.execute("use publication")
            self._cursors.put(cursor)
        self._contract = read_contract(self._connection)
        (self.run,) = self.ask(RUN, {})

    def ask(self, question: str, parameters: Mapping[str, object]) -> list[Row]:
        """Return the rows of a question, by column; what came from outside is a parameter."""
        cursor = self._cursors.get()
        try:
            answer = cursor.execute(question, dict(parameters))
            names = [column[0] for column in answer.description or ()]
            return [dict(zip(names, row, strict=True)) for row in answer.fetchall()]
        finally:
            self._cursors.put(cursor)

    def describe(self, question: Question) -> Table:
        """Return the columns of a question's answer."""
        cursor = self._cursors.get()
        try:
            return describe(cursor, question, contract=self._contract)
        finally:
            self._cursors.put(cursor)

    def close(self) -> None:
        """Close the file; nobody may be asking."""
        for _ in range(CURSORS):
            self._cursors.get().close()
        self._connection.close()
