"""What a leak is: a small change to one file, and the guard that must not let it pass."""

import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tests.project.building import ROOT

# What dbt and the tests of `ml` read; the rest of the project guards nothing.
_COPIED = ("dbt_project.yml", "pyproject.toml", "macros", "ml", "models", "seeds", "tests")


@dataclass(frozen=True)
class Guard:
    """A named test or gate, and how to ask it.

    `kind` is a key of `guards.ASK`; `rebuilds` names the models that a dbt test reads and that
    must be made anew before it.
    """

    kind: str
    name: str
    rebuilds: tuple[str, ...] = ()


@dataclass(frozen=True)
class Leak:
    """One leak: in `file`, `old` becomes `new`; its guard complains and `says` why."""

    name: str
    file: str
    old: str
    new: str
    guard: Guard
    says: str


def copy_project(folder: Path, *, leak: Leak | None = None) -> Path:
    """Copy the project and seed at most one leak, whose old text must be there exactly once."""
    for name in _COPIED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name, ignore=_without_caches)
        else:
            folder.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    if leak:
        file = folder / leak.file
        text = file.read_text("utf-8")
        found = text.count(leak.old)
        assert found == 1, (
            f"The leak {leak.name} replaces a text that {leak.file} holds {found} times; "
            "give it one that is there once."
        )
        file.write_text(text.replace(leak.old, leak.new), "utf-8")
    return folder


def _without_caches(_folder: str, names: Iterable[str]) -> set[str]:
    return {name for name in names if name == "__pycache__"}


def unit_test(name: str) -> Guard:
    """Return the guard that a dbt unit test is."""
    return Guard("dbt unit test", name)


def data_test(name: str, *, rebuilds: str) -> Guard:
    """Return the guard that a dbt data test is, on a model that is made anew."""
    return Guard("dbt data test", name, rebuilds=(rebuilds,))


def python_test(name: str) -> Guard:
    """Return the guard that a test of `ml` is, named as pytest does."""
    return Guard("pytest", name)


TIME_TRAVEL = Guard("time travel", "test_a_past_monday_is_what_it_was")
