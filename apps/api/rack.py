"""The publications that are open: each request reads one, whatever is published meanwhile."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from apps.api.problems import ProblemError
from apps.api.publication import Publication
from warehouse import shelf
from warehouse.errors import summarize

_log = logging.getLogger(__name__)


class Rack:
    """The current publication of a folder, and earlier ones for as long as somebody pages there.

    A new publication is opened beside the current one, which answers until the new one can.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._current: Publication | None = None
        self._coming: str | None = None
        self._earlier: dict[str, Publication] = {}
        self._leaving: list[Publication] = []

    @contextmanager
    def lease(self, run_id: str | None = None) -> Iterator[Publication]:
        """Hold the current publication, or an earlier one, open.

        Raises:
            ProblemError: nothing is published, or the earlier one is gone.
        """
        with self._lock:
            publication = self._find_earlier(run_id) if run_id else self._find_current()
            publication.leases += 1
        try:
            yield publication
        finally:
            with self._lock:
                publication.leases -= 1
                idle = self._take_idle()
            for each in idle:
                each.close()

    def close(self) -> None:
        """Close everything; nobody may be asking."""
        with self._lock:
            left = [*self._leaving, *self._earlier.values()]
            left += [self._current] if self._current else []
            self._current, self._coming = None, None
            self._leaving, self._earlier = [], {}
        for each in left:
            each.close()

    def _find_current(self) -> Publication:
        wanted = shelf.read_current(self._folder)
        if wanted is None:
            raise ProblemError(
                503, "Nothing is published yet, or no longer: ask again after the next build."
            )
        if self._current is None:
            self._current = self._open(wanted, is_indexed=True)
        elif wanted == self._current.run_id:
            self._coming = None
        elif wanted != self._coming:
            self._coming = wanted
            threading.Thread(target=self._exchange, args=(wanted,), daemon=True).start()
        return self._current

    def _find_earlier(self, run_id: str) -> Publication:
        if self._current and run_id == self._current.run_id:
            return self._current
        if run_id not in self._earlier:
            # The list, not the name, decides which file is opened: the name came from outside.
            if run_id not in shelf.list_runs(self._folder):
                raise ProblemError(
                    410, "The publication of the cursor is gone: start again without the cursor."
                )
            self._earlier[run_id] = self._open(run_id, is_indexed=False)
        return self._earlier[run_id]

    def _exchange(self, run_id: str) -> None:
        """Open a publication and make it the current one, if it still is to be that."""
        try:
            opened = self._open(run_id, is_indexed=True)
        except ProblemError as error:
            # It is tried again once the link changes; the one before answers until then.
            _log.error("%s", error)
            return
        with self._lock:
            if self._coming == run_id and self._current is not None:
                self._leaving.append(self._current)
                self._current, self._coming = opened, None
            else:
                self._leaving.append(opened)
            idle = self._take_idle()
        for each in idle:
            each.close()

    def _open(self, run_id: str, *, is_indexed: bool) -> Publication:
        try:
            return Publication(self._folder / f"{run_id}.duckdb", is_indexed=is_indexed)
        except duckdb.Error as error:
            raise ProblemError(
                503,
                f"The publication {run_id} cannot be read ({summarize(error)}): ask again after "
                "the next build.",
            ) from error

    def _take_idle(self) -> list[Publication]:
        """Return what nobody holds any more and nobody can ask for, to be closed."""
        gone = set(self._earlier) - set(shelf.list_runs(self._folder)) if self._earlier else set()
        self._leaving += [self._earlier.pop(run_id) for run_id in gone]
        idle = [each for each in self._leaving if each.leases == 0]
        self._leaving = [each for each in self._leaving if each.leases > 0]
        return idle
