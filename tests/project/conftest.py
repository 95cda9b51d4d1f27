"""What is made once for all tests: the parsed project, a small company, its first build."""

import json
from datetime import date
from pathlib import Path

import pytest
from dbt.cli.main import dbtRunner

from simulator import simulate
from tests.project.building import Place, build
from tests.project.conventions import Manifest


@pytest.fixture(scope="session")
def manifest(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Manifest:
    """Return the manifest that dbt writes for this project, without touching target/."""
    target = tmp_path_factory.mktemp("target")
    arguments = ["parse", "--quiet", "--no-partial-parse"]
    arguments += ["--project-dir", str(root), "--profiles-dir", str(root)]
    arguments += ["--target-path", str(target), "--log-path", str(target)]
    answer = dbtRunner().invoke(arguments)
    assert answer.success, f"`dbt parse` failed: {answer.exception}. Run it to see where."
    parsed: Manifest = json.loads((target / "manifest.json").read_text(encoding="utf-8"))
    return parsed


def make_company(folder: Path, *, ends_on: date) -> Path:
    simulate(folder, customers=300, ends_on=ends_on)
    return folder


@pytest.fixture(scope="session")
def company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the raw data of a small company up to a Monday."""
    return make_company(tmp_path_factory.mktemp("company") / "raw", ends_on=date(2026, 6, 1))


@pytest.fixture(scope="session")
def company_on_thursday(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the raw data of the same company three days later."""
    return make_company(tmp_path_factory.mktemp("thursday") / "raw", ends_on=date(2026, 6, 4))


@pytest.fixture(scope="session")
def company_next_week(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the raw data of the same company a week later."""
    return make_company(tmp_path_factory.mktemp("next_week") / "raw", ends_on=date(2026, 6, 8))


@pytest.fixture(scope="session")
def company_in_a_fortnight(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the raw data of the same company two weeks later."""
    return make_company(tmp_path_factory.mktemp("fortnight") / "raw", ends_on=date(2026, 6, 15))


@pytest.fixture(scope="session")
def first_build(company: Path, tmp_path_factory: pytest.TempPathFactory) -> Place:
    """Return a new warehouse after its first build; tests build on in copies of it."""
    place = Place(tmp_path_factory.mktemp("first"))
    build(place, raw=company)
    return place


@pytest.fixture(scope="session")
def next_build(
    first_build: Place, company_next_week: Path, tmp_path_factory: pytest.TempPathFactory
) -> Place:
    """Return the warehouse after the build of the week that followed."""
    place = first_build.copied_to(tmp_path_factory.mktemp("next") / "place")
    build(place, raw=company_next_week)
    return place
