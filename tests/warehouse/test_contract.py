"""The source contract has one home, and the door reads it there."""

from pathlib import Path

import duckdb
import pytest

from warehouse.casting import cast_column
from warehouse.contract import Table, read_contract

NATIVE = {"decimal(18,2)": "DECIMAL(18,2)"}
TABLES = read_contract()


def test_the_tables_are_those_that_a_company_brings():
    optional = {table.name: table.is_optional for table in TABLES}
    assert optional.pop("customers") is False
    assert set(optional) == {
        "subscriptions", "invoices", "usage_events", "support_tickets", "crm_tasks",
        "campaign_members",
    }  # fmt: skip
    assert all(optional.values())


def test_optional_columns_are_told_from_those_that_must_be_there(tmp_path: Path):
    file = tmp_path / "sources.yml"
    file.write_text(
        """
        sources:
          - tables:
              - name: visits
                config: {meta: {is_optional: true}}
                columns:
                  - {name: visit_id, data_type: varchar}
                  - {name: seen_at, data_type: timestamp, config: {meta: {is_optional: true}}}
        """,
        "utf-8",
    )
    (table,) = read_contract(file)
    assert (table.name, table.is_optional) == ("visits", True)
    assert [(column.name, column.is_optional) for column in table.columns] == [
        ("visit_id", False),
        ("seen_at", True),
    ]


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_each_table_may_say_when_a_row_was_recorded(table: Table):
    (recorded_at,) = [column for column in table.columns if column.name == "recorded_at"]
    assert (recorded_at.data_type, recorded_at.is_optional) == ("timestamp", True)


@pytest.mark.parametrize("native", ["same", "VARCHAR"])
@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_each_column_can_be_read_from_its_own_type_and_from_text(table: Table, native: str):
    for column in table.columns:
        native_type = NATIVE.get(column.data_type, column.data_type.upper())
        cast = cast_column(column, native_type if native == "same" else native)
        assert cast is not None
        with duckdb.connect() as connection:
            read = f"from (select null::{native_type} as {column.name}) select {cast.value}"
            if native == "same":
                connection.execute(read)
                found = connection.execute(f"describe {read}").fetchall()[0][1]
                assert found == native_type
