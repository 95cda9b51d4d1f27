"""Simulate StreamFlow into a folder of Parquet files."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import duckdb

from simulator.chunk import live
from simulator.defects import plant_defects
from simulator.errors import SimulatorError
from simulator.hazards import build_hazards
from simulator.parameters import CHUNK_CUSTOMERS, REFERENCE_END
from simulator.population import Chunk, draw_population, signups_before
from simulator.tables import TABLES, TRUTHS, add_chunk, copy, prepare
from simulator.timeline import Timeline, build_timeline

EXTRA_CHUNK_FROM = 50_000


def simulate(
    folder: Path,
    *,
    customers: int = 2000,
    seed: int = 7,
    starts_on: date = date(2024, 6, 3),
    ends_on: date = date(2026, 6, 1),
    chunk_customers: int = CHUNK_CUSTOMERS,
    progress: Callable[[str], None] | None = None,
) -> None:
    """Write StreamFlow's source tables and the hidden truth into `folder`.

    `customers` sign up between `starts_on` and 1 June 2026; a later `ends_on` adds more sign-ups
    and days, and repeats everything that was recorded before. Nothing happens or is recorded at
    or after the start of `ends_on`, except planted defects. Small tables become
    `<table>.parquet`; the events become a folder of parts; the truth lies under `truth/`. An
    interrupted run leaves nothing under `folder`; a finished one replaces what was there.

    Raises:
        SimulatorError: the size or the dates make no company.
    """
    _check(customers=customers, starts_on=starts_on, ends_on=ends_on)
    timeline = build_timeline(starts_on, ends_on=ends_on)
    folder.parent.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        _write(
            work / "new", customers=customers, seed=seed, timeline=timeline,
            chunk_customers=chunk_customers, progress=progress or _say_nothing,
        )  # fmt: skip
        _swap(work, folder=folder)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def chunks(
    *, customers: int, reference_days: int, last_day: int, chunk_customers: int
) -> Iterator[Chunk]:
    """Yield the chunks of customers who sign up before the last day.

    Customers after the reference end lie in chunks of their own, of a fixed size, so that the
    earlier ones never change.
    """
    for number, first in enumerate(range(0, customers, chunk_customers)):
        yield Chunk(number, first, min(chunk_customers, customers - first))
    wanted = signups_before(last_day, customers=customers, reference_days=reference_days)
    size = min(chunk_customers, max(50, customers // 8))
    for number, first in enumerate(range(customers, int(wanted) + 1, size)):
        yield Chunk(EXTRA_CHUNK_FROM + number, first, size)


def _check(*, customers: int, starts_on: date, ends_on: date) -> None:
    if customers < 50:
        raise SimulatorError(f"customers is {customers}; StreamFlow needs 50 or more.")
    if starts_on >= REFERENCE_END:
        raise SimulatorError(f"starts_on is {starts_on}; choose a day before {REFERENCE_END}.")
    if (ends_on - starts_on).days < 28:
        raise SimulatorError(
            f"ends_on is {ends_on}; choose a day at least 28 days after {starts_on} (starts_on)."
        )


def _say_nothing(_: str) -> None:
    return None


def _write(
    folder: Path,
    *,
    customers: int,
    seed: int,
    timeline: Timeline,
    chunk_customers: int,
    progress: Callable[[str], None],
) -> None:
    events_folder = folder / "usage_events"
    events_folder.mkdir(parents=True)
    (folder / "truth").mkdir()
    reference_days = timeline.day_of(REFERENCE_END)
    hazards = build_hazards()
    database = folder.parent / "work.duckdb"
    with duckdb.connect(str(database), config={"memory_limit": "1GB"}) as connection:
        prepare(connection, timeline=timeline, seed=seed)
        rows = 0
        for chunk in chunks(
            customers=customers, reference_days=reference_days, last_day=timeline.last_day,
            chunk_customers=chunk_customers,
        ):  # fmt: skip
            population = draw_population(
                chunk, seed=seed, customers=customers, reference_days=reference_days
            )
            if population.signup_day.min() >= timeline.last_day:
                continue
            history = live(population, seed=seed, timeline=timeline, hazards=hazards)
            rows += add_chunk(
                connection, history, timeline=timeline, hazards=hazards,
                events_folder=events_folder,
            )  # fmt: skip
            progress(f"{chunk.first + chunk.size:,} of {customers:,} customers, {rows:,} events")
        plant_defects(connection, seed=seed, customers=customers, events_folder=events_folder)
        for name in TABLES:
            copy(connection, f"from {name}", path=folder / f"{name}.parquet")
        for name in TRUTHS:
            copy(connection, f"from {name}", path=folder / "truth" / f"{name}.parquet")


def _swap(work: Path, *, folder: Path) -> None:
    """Put the new folder in the place of the old one, in two renames."""
    if folder.exists():
        os.replace(folder, work / "old")
    os.replace(work / "new", folder)
