"""The publications that are open: each request reads one, whatever is published meanwhile."""

import queue
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import duckdb

from apps.api.problems import ProblemError
from apps.api.questions import Question, describe
from apps.contract import Table, read_contract
from apps.reading import open_database
from warehouse import shelf
from warehouse.errors import summarize

Row = dict[str, Any]
CURSORS: Final = 8
RUN: Final = "select * exclude (table_name, row_count, content_hash) from manifest limit 1"


class Publication:
    """One publication, opened once and asked by several threads."""

    def __init__(self, path: Path) -> None:
        """Open the file and read what it says about itself."""
        self._connection = open_database(path)
        self._cursors: queue.LifoQueue[duckdb.DuckDBPyConnection] = queue.LifoQueue()
        for _ in range(CURSORS):
            self._cursors.put(self._connection.cursor())
        self.leases = 0
        self.run_id = path.stem
        (self.run,) = self.ask(RUN, {}) or [{}]
        self._contract = read_contract(self._connection)

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


class Rack:
    """The publications of a folder that were asked for, as long as they stay on the shelf."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._open: dict[str, Publication] = {}
        self._lock = threading.Lock()

    @contextmanager
    def lease(self, run_id: str | None = None) -> Iterator[Publication]:
        """Hold the current publication, or an earlier one, open.

        Raises:
            ProblemError: nothing is published, or the earlier one is gone.
        """
        publication = self._take(run_id)
        try:
            yield publication
        finally:
            with self._lock:
                publication.leases -= 1
            self._retire()

    def close(self) -> None:
        """Close what nobody holds any more."""
        self._retire(kept=())

    def _take(self, run_id: str | None) -> Publication:
        wanted = run_id or shelf.read_current(self._folder)
        if wanted is None:
            raise ProblemError(
                503, "Nothing is published yet, or no longer: ask again after the next build."
            )
        with self._lock:
            if wanted not in self._open:
                self._open[wanted] = self._opened(wanted)
            self._open[wanted].leases += 1
            return self._open[wanted]

    def _opened(self, run_id: str) -> Publication:
        # The list, not the name, decides which file is opened: a name may come from outside.
        if run_id not in shelf.list_runs(self._folder):
            raise ProblemError(
                410, "The publication of this cursor is gone: start again without the cursor."
            )
        try:
            return Publication(self._folder / f"{run_id}.duckdb")
        except duckdb.Error as error:
            raise ProblemError(
                503,
                f"The publication cannot be read ({summarize(error)}): ask again after the next "
                "build, or roll back.",
            ) from error

    def _retire(self, kept: tuple[str, ...] | None = None) -> None:
        """Close what left the shelf, once nobody holds it."""
        with self._lock:
            if kept is None:
                kept = tuple(self._open) if len(self._open) == 1 else tuple(self._on_shelf())
            idle = [
                run_id
                for run_id, publication in self._open.items()
                if run_id not in kept and publication.leases == 0
            ]
            retired = [self._open.pop(run_id) for run_id in idle]
        for publication in retired:
            publication.close()

    def _on_shelf(self) -> list[str]:
        return shelf.list_runs(self._folder)
