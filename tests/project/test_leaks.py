"""Leaks, seeded one at a time into a copy of the project, are each caught by a named guard."""

from pathlib import Path

import pytest

from tests.project.building import Place
from tests.project.leaks import of_features, of_models
from tests.project.leaks.guards import ASK, MONDAY, Yard
from tests.project.leaks.leak import Guard, Leak
from tests.project.time_machine import cut_back

LEAKS = (*of_features.LEAKS, *of_models.LEAKS)
# Where nothing is seeded, the first build itself has passed this gate.
PASSED_BY_THE_FIRST_BUILD = {"gate of the training"}


@pytest.fixture(scope="module")
def yard(company: Path, first_build: Place, tmp_path_factory: pytest.TempPathFactory) -> Yard:
    """Return what guards are asked with, where dbt has parsed the project without a leak."""
    folder = tmp_path_factory.mktemp("yard")
    monday = cut_back(company, folder / "raw_of_monday", day=MONDAY)
    yard = Yard(company=company, company_of_monday=monday, built=first_build, folder=folder)
    yard.seed(None)
    yard.parse()
    return yard


@pytest.mark.parametrize("leak", LEAKS, ids=lambda leak: leak.name)
def test_a_seeded_leak_is_caught_by_its_guard(leak: Leak, yard: Yard) -> None:
    yard.seed(leak)
    complaints = ASK[leak.guard.kind]([leak.guard], yard=yard)
    assert leak.says in complaints.get(leak.guard.name, ""), complaints


@pytest.mark.parametrize("kind", sorted(set(ASK) - PASSED_BY_THE_FIRST_BUILD))
def test_no_guard_complains_where_nothing_is_seeded(kind: str, yard: Yard) -> None:
    yard.seed(None)
    guards = list(dict.fromkeys(leak.guard for leak in LEAKS if leak.guard.kind == kind))
    assert ASK[kind](guards, yard=yard) == {}


def test_every_kind_of_guard_is_asked_and_no_leak_is_told_twice() -> None:
    assert {leak.guard.kind for leak in LEAKS} == set(ASK)
    assert len({leak.name for leak in LEAKS}) == len(LEAKS)
    assert len({(leak.file, leak.new) for leak in LEAKS}) == len(LEAKS)


def test_every_leak_and_its_guard_are_documented(root: Path) -> None:
    rows = (root / "docs" / "leakage.md").read_text("utf-8").splitlines()
    undocumented = [
        leak.name
        for leak in LEAKS
        if not any(f"| {leak.name} |" in row and _said(leak.guard) in row for row in rows)
    ]
    assert not undocumented, f"docs/leakage.md lacks a row with its guard for {undocumented}."


def _said(guard: Guard) -> str:
    """Return a guard's name as the document writes it."""
    return f"`{guard.name.split('::')[-1].split('[')[0]}`"
