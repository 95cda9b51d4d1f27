"""What people did with the tasks, brought back without losing a row."""

from datetime import date, datetime

import duckdb
import pytest

from tests.apps.crm.maker import a_task, publish
from tests.apps.crm.org import KEY

FIRST = a_task(1)


def rows_of(tmp_path, columns="task_id, status"):
    with duckdb.connect() as connection:
        return connection.execute(
            f"select {columns} from '{tmp_path}/raw/crm_tasks.parquet' order by task_id"  # noqa: S608
        ).fetchall()


def hold(tmp_path, select):
    with duckdb.connect() as connection:
        connection.execute(f"copy ({select}) to '{tmp_path}/raw/crm_tasks.parquet'")


def work_on(record, **changes):
    record.update(
        {
            **{"Status": "Completed", "IsClosed": True},
            **{"CompletedDateTime": "2026-06-16T12:30:00.000+0200"},
            **{"Mainstay_Disposition__c": "Reached_Interested"},
            **{"Mainstay_Reason_Helpful__c": "Yes", **changes},
        }
    )


def test_what_came_of_a_task_is_a_row_of_the_source_contract(push, pull, org, tmp_path):
    push("--send")
    work_on(*org.held(FIRST.task_id))
    code, told = pull()
    assert code == 0
    assert told == (
        "salesforce: 2 tasks read, 2 of them new and 0 changed; "
        f"{tmp_path}/raw/crm_tasks.parquet holds 2 rows. The next `dbt build` reads it.\n"
    )
    columns = (
        "task_id, customer_id, created_at, status, completed_at, disposition,"
        " was_reason_helpful, team, due_on, payload_hash, recorded_at is not null"
    )
    (row,) = [row for row in rows_of(tmp_path, columns) if row[0] == FIRST.task_id]
    assert row == (
        *(FIRST.task_id, "C000001", datetime(2026, 6, 1, 6), "completed"),
        *(datetime(2026, 6, 16, 10, 30), "Reached_Interested", True, "customer_success"),
        *(date(2026, 6, 20), FIRST.payload_hash, True),
    )


def test_a_second_pull_changes_rows_in_place(push, pull, org, tmp_path):
    push("--send")
    pull()
    ((_, first_recorded), _) = rows_of(tmp_path, "task_id, recorded_at")
    assert "0 of them new and 0 changed" in pull()[1]
    org.records[0]["Mainstay_Disposition__c"] = "No_Answer"
    assert "0 of them new and 1 changed" in pull()[1]
    for record in org.records:
        work_on(record, Mainstay_Reason_Helpful__c="no")
    assert "0 of them new and 2 changed" in pull()[1]
    assert rows_of(tmp_path, "was_reason_helpful, status") == [(False, "completed")] * 2
    assert rows_of(tmp_path, "recorded_at")[0] == (first_recorded,)


@pytest.mark.usefixtures("org")
def test_rows_of_other_tasks_and_other_columns_stay(push, pull, tmp_path):
    push("--send")
    other = f"'{FIRST.task_id}'"
    hold(
        tmp_path,
        f"""
        select * from (values
            ('K1', 'C9', timestamp '2026-01-01', 'open', 'a note', 7),
            ('K1', 'C9', timestamp '2026-01-02', 'done', 'a copy', 8),
            ({other}, 'C000001', timestamp '2026-06-01', 'open', 'mine', 9),
            (null, 'C8', null, 'lost', 'no id', 10)
        ) as rows (task_id, customer_id, created_at, status, note, "My Column")
        """,  # noqa: S608 - ours
    )
    assert "2 tasks read, 1 of them new and 1 changed" in pull()[1]
    found = rows_of(tmp_path, 'task_id, status, note, "My Column"')
    assert [row for row in found if row[0] in ("K1", None)] == [
        *(("K1", "open", "a note", 7), ("K1", "done", "a copy", 8)),
        (None, "lost", "no id", 10),
    ]
    assert (FIRST.task_id, "Not Started", "mine", 9) in found
    assert [row for row, at in rows_of(tmp_path, "task_id, recorded_at") if at] == [
        a_task(2).task_id
    ]


def test_a_task_that_was_removed_there_is_kept_here(push, pull, org, tmp_path):
    push("--send")
    pull()
    org.records.clear()
    assert pull()[0] == 0
    assert len(rows_of(tmp_path)) == 2


@pytest.mark.usefixtures("org")
def test_many_tasks_come_in_pages(push, pull, published, tmp_path):
    publish(published, *(a_task(number) for number in range(8)))
    push("--send")
    assert pull()[0] == 0
    assert len(rows_of(tmp_path)) == 8


def test_copies_in_the_crm_are_told_and_one_row_here(push, pull, org, tmp_path):
    push("--send")
    org.records.append({**org.records[0], "Id": "copy", "Status": "Later"})
    code, told = pull()
    assert code == 0
    assert f"1 tasks are there twice, such as {org.records[0][KEY]}" in told
    assert {status for _, status in rows_of(tmp_path)} == {"Not Started"}
    assert len(rows_of(tmp_path)) == 2


def test_a_pull_that_gets_no_answer_changes_nothing(push, pull, org, tmp_path, waits):
    push("--send")
    pull()
    before = (tmp_path / "raw/crm_tasks.parquet").read_bytes()
    org.plan = [(500, "oops", {})] * 4
    code, told = pull()
    assert code == 2
    assert told == (
        "mainstay: Nothing was read, and crm_tasks is as it was. The answer was 500: oops.\n"
    )
    assert waits == [1.0, 2.0, 4.0]
    assert (tmp_path / "raw/crm_tasks.parquet").read_bytes() == before
    assert [path.name for path in (tmp_path / "raw").iterdir()] == ["crm_tasks.parquet"]


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("crm_tasks.csv", "crm_tasks is kept as"),
        ("crm_tasks/part.parquet", "crm_tasks is kept as"),
        ("crm_tasks.parquet", "cannot be merged with what the CRM holds"),
    ],
)
@pytest.mark.usefixtures("org")
def test_a_table_in_another_form_is_left_alone(pull, tmp_path, name, sentence):
    path = tmp_path / "raw" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("task_id\nK1\n", encoding="utf-8")
    code, told = pull()
    assert code == 2
    assert sentence in told
    assert told.count("\n") == 1
    assert path.read_text(encoding="utf-8") == "task_id\nK1\n"


def test_who_cannot_be_asked_says_so(pull):
    code, told = pull("--from", "csv")
    assert code == 2
    assert told.startswith("mainstay: csv cannot be asked")


@pytest.mark.usefixtures("org")
def test_what_was_pulled_is_what_the_door_reads(push, pull, tmp_path):
    from warehouse.door import open_door

    push("--send")
    pull()
    with duckdb.connect() as connection:
        open_door(connection, raw_path=tmp_path / "raw")
        rows = connection.execute(
            "select count(*), count(malformed_column) from raw.crm_tasks"
        ).fetchall()
    assert rows == [(2, 0)]
