"""Whether people act on the list: shares of what can be judged by now, and nothing of nothing."""

import duckdb
import pytest

from apps.dashboard.adoption import adopted

TABLE = """
    create table rpt_adoption_weekly (
        week_starts_on date, team varchar, task_count integer, due_task_count integer,
        worked_in_time_count integer, completed_task_count integer, reached_task_count integer,
        answered_task_count integer, helpful_task_count integer, dispositions varchar
    )
"""
TOLD = """
    insert into rpt_adoption_weekly values
        (date '2026-05-18', 'sales', 4, 4, 1, 2, 1, 1, 1, 'no_answer: 1, reached_interested: 1'),
        (date '2026-05-25', 'sales', 6, 4, 3, 2, 2, 0, 0, 'reached_interested: 2'),
        (date '2026-05-25', 'customer_success', 2, 0, 0, 0, 0, 0, 0, null)
"""


@pytest.fixture
def connection():
    with duckdb.connect() as connection:
        connection.execute(TABLE)
        yield connection


def test_shares_are_of_the_tasks_that_can_be_judged(connection):
    connection.execute(TOLD)
    section = adopted(connection)
    assert section is not None
    assert [tile.value for tile in section.tiles] == ["50%", "75%", "100%"]
    assert section.tiles[0].note == "of 8 tasks that were due"
    assert "12 tasks were made from the week of 18 May 2026 to that of 25 May" in section.lead


def test_a_team_without_a_task_that_was_due_has_no_share(connection):
    connection.execute(TOLD)
    section = adopted(connection)
    assert section is not None
    by_team = {row[0]: row[1:] for row in section.tables[0].rows}
    assert by_team["customer success"] == ("2", "–", "–", "–", "0")
    assert by_team["sales"] == ("10", "50%", "75%", "100%", "1")


def test_a_company_without_tasks_has_no_such_section(connection):
    assert adopted(connection) is None
