"""No feature, label or training row of a past date knows what came after it."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from tests.project.building import Place, build, columns_of, differences
from tests.project.time_machine import cut_back, poison_future

THURSDAY = date(2026, 2, 12)

# What a morning must know the same, whether it is past or present.
SAME_ON_THE_DAY = ["features.feat_customers", "features.feat_rule_scores"]
SAME_IF_MATURED = ["features.feat_churn_labels", "features.feat_training_rows"]

GRAIN = ["customer_id", "as_of_date"]

Oracle = Callable[..., Path]


def assert_day_is_the_same(told: Place, then: Place, *, day: date) -> None:
    """Compare what two warehouses know of a day, and of all labels that had matured by then."""
    first_date = told.ask("select min(as_of_date) from features.feat_customers")[0][0]
    conditions = {
        **dict.fromkeys(SAME_ON_THE_DAY, f"as_of_date = '{day}'"),
        **dict.fromkeys(
            SAME_IF_MATURED, f"matures_on_date <= '{day}' and as_of_date >= '{first_date}'"
        ),
    }
    for table, where in conditions.items():
        assert told.ask(f"from {table} select count(*) where {where}") > [(0,)], table
        columns = columns_of(told, table)
        if differences(told, then, table=table, columns=columns, where=where) != (0, 0):
            leaks = [
                column
                for column in columns
                if differences(told, then, table=table, columns=[*GRAIN, column], where=where)
                != (0, 0)
            ]
            pytest.fail(f"{table} of {day} knows the future in {leaks}.")


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
