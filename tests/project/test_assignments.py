"""Who is held back stays as drawn: what would spoil the comparison is refused, or told."""

import shutil
from pathlib import Path

import duckdb
import pytest

from tests.project.building import Outcome, Place, Rows, build, run_dbt

ASSIGNMENTS = "retention.fct_retention_assignments"
DRAW = "stg_feedback__assignments int_retention_draws fct_retention_assignments"
HELD_BACK = f"select min(customer_id) from {ASSIGNMENTS} where arm = 'control'"  # noqa: S608
GROUP = f"select customer_id from {ASSIGNMENTS} where is_global_control order by all"  # noqa: S608


def draw(place: Place, raw: Path, **variables: object) -> Outcome:
    return run_dbt("build", "--select", DRAW, place=place, raw=raw, **variables)


def change(place: Place, sql: str) -> None:
    with duckdb.connect(str(place.warehouse)) as connection:
        connection.execute(sql)


def recorded(place: Place) -> Rows:
    return place.ask(f"from {ASSIGNMENTS} order by all")


@pytest.fixture
def place(first_build: Place, tmp_path: Path) -> Place:
    return first_build.copied_to(tmp_path / "place")


def test_a_second_draw_changes_nothing(place: Place, company: Path) -> None:
    before = recorded(place)
    assert before
    assert draw(place, company).has_succeeded
    assert recorded(place) == before


@pytest.mark.parametrize(
    "variables",
    [{"assignment_salt": "another"}, {"global_control_share": 0.5}],
    ids=["salt", "global group"],
)
def test_another_draw_under_the_same_policy_is_refused_before_anything_is_recorded(
    place: Place, company: Path, variables: dict[str, object]
) -> None:
    # A customer who is not drawn yet must not be drawn in the other way.
    change(place, f"delete from {ASSIGNMENTS} where customer_id = ({HELD_BACK})")  # noqa: S608
    before = recorded(place)
    outcome = draw(place, company, **variables)
    assert not outcome.has_succeeded
    assert "an_arm_stays_as_it_was_drawn_until_the_policy_is_raised" in outcome.printed
    assert recorded(place) == before


def test_a_customer_who_was_moved_by_hand_is_found(place: Place, company: Path) -> None:
    change(
        place,
        f"update {ASSIGNMENTS} set arm = 'treatment' where customer_id = ({HELD_BACK})",  # noqa: S608
    )
    outcome = draw(place, company)
    assert not outcome.has_succeeded
    assert "an_arm_stays_as_it_was_drawn_until_the_policy_is_raised" in outcome.printed


def test_another_policy_draws_anew_and_spares_the_same_group(place: Place, company: Path) -> None:
    before, group = recorded(place), place.ask(GROUP)
    assert draw(place, company, retention_policy=2).has_succeeded
    assert set(before) < set(recorded(place))
    assert place.ask(GROUP) == sorted(group * 2)
    arms = "select retention_policy, string_agg(arm order by customer_id)"
    (first, second) = place.ask(f"{arms} from {ASSIGNMENTS} group by 1 order by 1")
    assert first[1] != second[1]


def test_a_stratum_that_lost_its_control_group_is_found(place: Place, company: Path) -> None:
    change(
        place,
        f"insert into {ASSIGNMENTS} by name select drawn.* replace ('copy-' || i || customer_id"  # noqa: S608
        f" as customer_id) from {ASSIGNMENTS} as drawn, range(20) as copies(i)"
        " where arm = 'treatment'",
    )
    outcome = run_dbt("test", "--select", "fct_retention_assignments", place=place, raw=company)
    assert "assert_arms_are_as_large_as_they_were_planned" in outcome.printed


def test_a_task_for_control_opens_an_alert(
    first_build: Place, company_next_week: Path, tmp_path: Path
) -> None:
    place = first_build.copied_to(tmp_path / "place")
    ((customer,),) = place.ask(HELD_BACK)
    raw = Path(shutil.copytree(company_next_week, tmp_path / "raw"))
    tasks = raw / "crm_tasks.parquet"
    with duckdb.connect() as connection:
        connection.execute(f"create table tasks as from '{tasks}'")
        connection.execute(
            "insert into tasks (task_id, customer_id, created_at, status, recorded_at)"
            " values ('by hand', ?, '2026-06-03 09:00', 'open', '2026-06-03 09:05')",
            [customer],
        )
        connection.execute(f"copy tasks to '{tasks}'")
    build(place, raw=raw)
    opened = "select subject, evidence from monitoring.fct_alerts"
    assert place.ask(f"{opened} where rule_name = 'control_contacted'") == [
        (
            "policy:1",
            "Customers of the control group of policy:1 who got a task in the week: 1, "
            f"{customer} among them.",
        )
    ]
