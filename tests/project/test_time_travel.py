"""No feature, label or training row of a past date knows what came after it."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from tests.project.building import Place, build
from tests.project.time_machine import assert_day_is_the_same, cut_back, poison_future

THURSDAY = date(2026, 2, 12)

Oracle = Callable[..., Path]


@pytest.mark.parametrize(
    ("oracle", "day"), [(cut_back, date(2025, 9, 1)), (poison_future, date(2026, 4, 20))]
)
def test_a_past_monday_is_what_it_was(
    first_build: Place, company: Path, tmp_path: Path, oracle: Oracle, day: date
) -> None:
    then = Place(tmp_path / "then")
    raw = oracle(company, tmp_path / "raw", day=day)
    build(then, "--select", "+feat_training_rows", raw=raw, as_of_date=str(day))
    assert_day_is_the_same(first_build, then, day=day)


@pytest.fixture(scope="module")
def thursday_build(company: Path, tmp_path_factory: pytest.TempPathFactory) -> Place:
    place = Place(tmp_path_factory.mktemp("thursday_build"))
    build(place, "--select", "+feat_training_rows", raw=company, as_of_date=str(THURSDAY))
    return place


@pytest.mark.parametrize("oracle", [cut_back, poison_future])
def test_a_past_thursday_is_what_it_was(
    thursday_build: Place, company: Path, tmp_path: Path, oracle: Oracle
) -> None:
    then = Place(tmp_path / "then")
    raw = oracle(company, tmp_path / "raw", day=THURSDAY)
    build(then, "--select", "+feat_training_rows", raw=raw, as_of_date=str(THURSDAY))
    assert_day_is_the_same(thursday_build, then, day=THURSDAY)
