"""Build the project in a folder of its own, and compare what two builds left behind."""

import contextlib
import io
import json
import multiprocessing
import multiprocessing.context
import os
import shutil
import signal
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import duckdb
from dbt.cli.main import dbtRunner
from dbt.contracts.graph.manifest import Manifest
from dbt.parser.manifest import extended_mashumuro_decoder

ROOT = Path(__file__).resolve().parents[2]

# Small windows: one training, judged and replayed over a few weeks, in a build of seconds.
QUICK = {
    "history_weeks": 60,
    "backfill_weeks": 12,
    "training_every_weeks": 26,
    "live_training_every_weeks": 26,
}
WITHOUT_TESTS = ("--exclude-resource-type", "unit_test", "--exclude-resource-type", "test")

Rows = list[tuple[object, ...]]


@dataclass(frozen=True)
class Place:
    """A folder that holds one warehouse and everything else that its builds write."""

    folder: Path

    @property
    def warehouse(self) -> Path:
        """Return the file of the warehouse."""
        return self.folder / "warehouse.duckdb"

    def copied_to(self, folder: Path) -> "Place":
        """Return a copy that later builds may change."""
        shutil.copytree(self.folder, folder)
        return Place(folder)

    def ask(self, query: str) -> Rows:
        """Return the rows of a query over the warehouse."""
        with duckdb.connect(str(self.warehouse), read_only=True) as connection:
            return connection.execute(query).fetchall()


@dataclass(frozen=True)
class Outcome:
    """What became of a dbt command, and what it printed."""

    has_succeeded: bool
    printed: str


def build(
    place: Place, *arguments: str, raw: Path, project: Path = ROOT, **variables: object
) -> None:
    """Build the warehouse of `place` from the raw data of `raw`, which must succeed."""
    words = ("build", *WITHOUT_TESTS, *arguments)
    outcome = run_dbt(*words, place=place, raw=raw, project=project, **variables)
    assert outcome.has_succeeded, outcome.printed


def run_dbt(
    *words: str,
    place: Place,
    raw: Path,
    project: Path = ROOT,
    profiles: Path = ROOT,
    environment: Mapping[str, str] | None = None,
    **variables: object,
) -> Outcome:
    """Run a dbt command in a process of its own, with `variables` beside those of QUICK."""
    run = _plan(
        *words,
        place=place,
        raw=raw,
        project=project,
        profiles=profiles,
        environment=environment,
        **variables,
    )
    receiver, sender = _processes().Pipe(duplex=False)
    process = _processes().Process(target=_send_outcome, args=(sender, run))
    process.start()
    sender.close()
    outcome: Outcome = receiver.recv()
    # The warehouse is free once the process is gone.
    process.join()
    if project == ROOT:
        parsed = place.folder / "target" / "partial_parse.msgpack"
        _parsed_projects().setdefault(run.meaning, parsed)
    return outcome


def build_and_die(place: Place, *, raw: Path, event: str, node: str) -> None:
    """Start a build in a process of its own, and kill it at an event of a node."""
    run = _plan("build", *WITHOUT_TESTS, place=place, raw=raw)
    process = _processes().Process(target=_build_until, args=(run, event, node))
    process.start()
    process.join()
    assert process.exitcode == -signal.SIGKILL, f"{node} had no {event}: the build was not killed."


def recorded_tables(place: Place) -> dict[str, list[str]]:
    """Return the tables whose rows stay for ever, by full name, each with its columns.

    They are the models that no full refresh may touch; dbt wrote the list beside the build.
    """
    manifest = json.loads((place.folder / "target" / "manifest.json").read_text("utf-8"))
    names = [
        f"{node['schema']}.{node['name']}"
        for node in manifest["nodes"].values()
        if node["resource_type"] == "model" and node["config"]["full_refresh"] is False
    ]
    return {name: columns_of(place, name) for name in sorted(names)}


def columns_of(place: Place, table: str, *, without_clock: bool = False) -> list[str]:
    """Return a table's columns; a timestamp in what we record says only when a build ran."""
    return [
        str(name)
        for name, data_type, *_ in place.ask(f"describe {table}")
        if not (without_clock and data_type == "TIMESTAMP")
    ]


def differences(
    before: Place, after: Place, *, table: str, columns: list[str], where: str = "true"
) -> tuple[int, int]:
    """Return how many rows of a table only the first place has, and only the second.

    The condition `where` holds for both; rows are compared by `columns`, value for value.
    """
    first, second = (
        _export(place, table=table, columns=columns, where=where) for place in (before, after)
    )
    with duckdb.connect() as connection:
        counts = [
            connection.execute(
                f"from (from '{here}' except all from '{there}') select count(*)"
            ).fetchall()[0][0]
            for here, there in ((first, second), (second, first))
        ]
    return counts[0], counts[1]


def _export(place: Place, *, table: str, columns: list[str], where: str) -> Path:
    """Write rows to a file of their own: a view can be read only in its own warehouse."""
    file = place.folder / "compared.parquet"
    listed = ", ".join(f'"{column}"' for column in dict.fromkeys(columns))
    place.ask(f"copy (from {table} select {listed} where {where}) to '{file}'")
    return file


@dataclass(frozen=True)
class _Run:
    """A dbt command for another process; runs of one `meaning` read the project in the same way."""

    words: tuple[str, ...]
    project: Path
    environment: Mapping[str, str]
    meaning: str
    parsed: Path | None


def _plan(
    *words: str,
    place: Place,
    raw: Path,
    project: Path = ROOT,
    profiles: Path = ROOT,
    environment: Mapping[str, str] | None = None,
    **variables: object,
) -> _Run:
    paths = {
        "RAW_PATH": str(raw),
        "WAREHOUSE_PATH": str(place.warehouse),
        "PUBLISHED_PATH": str(place.folder / "published"),
    }
    place.folder.mkdir(parents=True, exist_ok=True)
    target = str(place.folder / "target")
    told = json.dumps({**QUICK, **variables})
    options = ["--project-dir", str(project), "--profiles-dir", str(profiles), "--target", "dev"]
    options += ["--target-path", target, "--log-path", target, "--no-use-colors", "--vars", told]
    # A variable of the environment may say which nodes there are.
    meaning = f"{project} {profiles} {told} {sorted(environment or {})}"
    return _Run(
        words=(*words, *options),
        project=project,
        environment={**paths, **(environment or {})},
        meaning=meaning,
        parsed=_parsed_projects().get(meaning),
    )


@cache
def _parsed_projects() -> dict[str, Path]:
    """Return where the parsed project lies, by meaning: parsing takes a third of a build."""
    return {}


def _invoke(run: _Run, *callbacks: Callable[[Any], None]) -> Outcome:
    manifest = None
    if run.parsed:
        manifest = Manifest.from_msgpack(
            run.parsed.read_bytes(), decoder=extended_mashumuro_decoder
        )
        # As dbt does after it has parsed: dim_data_products reads the graph.
        manifest.build_flat_graph()
    printed = io.StringIO()
    os.environ.update(run.environment)
    # The warehouse lets itself be read only by its own seeds, and by those of the folder it is in.
    os.chdir(run.project)
    with contextlib.redirect_stdout(printed):
        answer = dbtRunner(manifest=manifest, callbacks=list(callbacks)).invoke(list(run.words))
    return Outcome(answer.success, f"{printed.getvalue()}{answer.exception or ''}")


def _send_outcome(sender: Connection, run: _Run) -> None:
    sender.send(_invoke(run))


def _build_until(run: _Run, event: str, node: str) -> None:
    def kill(told: Any) -> None:
        if told.info.name == event and told.data.node_info.node_name == node:
            os.kill(os.getpid(), signal.SIGKILL)

    _invoke(run, kill)


@cache
def _processes() -> multiprocessing.context.ForkServerContext:
    """Return processes that start from one that has imported dbt already: seconds each."""
    processes = multiprocessing.get_context("forkserver")
    processes.set_forkserver_preload([__name__, "dbt.adapters.duckdb.impl", "dbt.task.build"])
    return processes
