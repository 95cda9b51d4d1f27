"""Ask guards about a copy of the project: each answers with a complaint, or keeps silent."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Final

import duckdb
import pytest

from tests.project.building import WITHOUT_TESTS, Outcome, Place, run_dbt
from tests.project.leaks.leak import Guard, Leak, copy_project
from tests.project.time_machine import assert_day_is_the_same

# The morning that time travel goes back to.
MONDAY: Final = date(2025, 9, 1)

_SILENT: Final = {"pass", "success"}
_PARSED: Final = Path("target", "partial_parse.msgpack")

# What every guard that complains has to say, by its name.
Complaints = dict[str, str]


@dataclass(frozen=True)
class Yard:
    """What guards are asked with: a project, raw data, and the warehouse of a first build.

    Guards are asked one after another, each in the same folders: dbt knows a parsed project again
    by its paths, and then reads no more than what a leak has changed.
    """

    company: Path
    company_of_monday: Path
    built: Place
    folder: Path

    @property
    def project(self) -> Path:
        """Return the copy of the project that guards judge."""
        return self.folder / "project"

    @property
    def place(self) -> Place:
        """Return the place of the warehouse that guards read and change."""
        return Place(self.folder / "place")

    def seed(self, leak: Leak | None) -> None:
        """Copy the project anew, with at most one leak."""
        shutil.rmtree(self.project, ignore_errors=True)
        copy_project(self.project, leak=leak)

    def parse(self) -> None:
        """Parse the project as it is, once for all askings."""
        outcome = self.run("parse")
        assert outcome.has_succeeded, outcome.printed
        shutil.copy2(self.place.folder / _PARSED, self.folder / _PARSED.name)

    def clear(self) -> None:
        """Leave nothing in the place but the parsed project."""
        shutil.rmtree(self.place.folder)
        (self.place.folder / _PARSED).parent.mkdir(parents=True)
        shutil.copy2(self.folder / _PARSED.name, self.place.folder / _PARSED)

    def fill(self) -> None:
        """Put a copy of the warehouse into the place, its log of changes included."""
        self.clear()
        for file in self.built.folder.glob(f"{self.built.warehouse.name}*"):
            shutil.copy2(file, self.place.folder)

    def run(self, *words: str, raw: Path | None = None) -> Outcome:
        """Run a dbt command of the project, on the company's raw data or on others."""
        link = self.folder / "raw"
        link.unlink(missing_ok=True)
        link.symlink_to(raw or self.company)
        return run_dbt(*words, place=self.place, raw=link, project=self.project)


def ask_unit_tests(guards: Sequence[Guard], *, yard: Yard) -> Complaints:
    """Run dbt unit tests by name; of the warehouse they need the types of its columns only."""
    names = {guard.name for guard in guards}
    return _ask_dbt(names, "test", "--select", *sorted(names), yard=yard)


def ask_data_tests(guards: Sequence[Guard], *, yard: Yard) -> Complaints:
    """Build the models that a leak may have spoiled, and run dbt data tests by name."""
    names = {name for guard in guards for name in (*guard.rebuilds, guard.name)}
    # Without all the other tests that read these models.
    words = ("build", "--indirect-selection", "empty", "--select", *sorted(names))
    return _ask_dbt(names, *words, yard=yard)


def ask_time_travel(guards: Sequence[Guard], *, yard: Yard) -> Complaints:
    """Build a past Monday from all that is known today, and from what was known then."""
    words = ("build", *WITHOUT_TESTS, "--select", "+feat_training_rows")
    places = []
    for raw in (yard.company, yard.company_of_monday):
        yard.clear()
        outcome = yard.run(*words, raw=raw)
        assert outcome.has_succeeded, outcome.printed
        kept = yard.folder / f"built_{len(places)}"
        shutil.rmtree(kept, ignore_errors=True)
        places.append(yard.place.copied_to(kept))
    try:
        assert_day_is_the_same(*places, day=MONDAY)
    except pytest.fail.Exception as failure:
        return {guard.name: str(failure) for guard in guards}
    return {}


def ask_training(guards: Sequence[Guard], *, yard: Yard) -> Complaints:
    """Let a warehouse train that has no model yet; a refusal in one sentence is a complaint."""
    yard.fill()
    with duckdb.connect(str(yard.place.warehouse)) as connection:
        connection.execute("drop table scores.dim_model_versions")
    models = ("stg_feedback__model_versions", "int_retraining_schedule", "ml_model_versions")
    yard.run("run", "--select", *models)
    status, said = _results(yard.place)["ml_model_versions"]
    return {} if status in _SILENT else {guard.name: said for guard in guards}


def ask_pytest(guards: Sequence[Guard], *, yard: Yard) -> Complaints:
    """Run tests of `ml` by name, against the `ml` that lies beside them."""
    names = [guard.name for guard in guards]
    options = ("-q", "-p", "no:cacheprovider", "--tb=short", "-rA", "--color=no")
    options += ("--hypothesis-profile=first_failure",)
    answer = subprocess.run(  # noqa: S603 - our own tests
        [sys.executable, "-m", "pytest", *options, *names],
        cwd=yard.project,
        env={**os.environ, "PYTHONPATH": str(yard.project)},
        capture_output=True,
        text=True,
        check=False,
    )
    told = [line.split(" - ")[0].split(maxsplit=1) for line in answer.stdout.splitlines()]
    verdicts = {words[1]: words[0] for words in told if len(words) == 2 and words[1] in names}
    assert set(verdicts) == set(names), answer.stdout + answer.stderr
    assert set(verdicts.values()) <= {"PASSED", "FAILED"}, answer.stdout
    return {name: answer.stdout for name, verdict in verdicts.items() if verdict == "FAILED"}


def _ask_dbt(names: set[str], *words: str, yard: Yard) -> Complaints:
    """Run a dbt command on the warehouse; exactly `names` must run, and be passed or failed."""
    yard.fill()
    outcome = yard.run(*words)
    results = _results(yard.place)
    assert set(results) == names, f"dbt ran {sorted(results)}: {outcome.printed}"
    verdicts = {status for status, _ in results.values()}
    assert verdicts <= {*_SILENT, "fail"}, f"dbt could not judge: {results}"
    return {name: said for name, (status, said) in results.items() if status == "fail"}


def _results(place: Place) -> dict[str, tuple[str, str]]:
    """Return status and message of every node that dbt ran last, hooks left out."""
    document = json.loads((place.folder / "target" / "run_results.json").read_text("utf-8"))
    return {
        row["unique_id"].split(".")[-1]: (row["status"], row["message"] or "")
        for row in document["results"]
        if not row["unique_id"].startswith("operation.")
    }


Ask = Callable[..., Complaints]
ASK: Final[Mapping[str, Ask]] = MappingProxyType(
    {
        "dbt unit test": ask_unit_tests,
        "dbt data test": ask_data_tests,
        "time travel": ask_time_travel,
        "gate of the training": ask_training,
        "pytest": ask_pytest,
    }
)
