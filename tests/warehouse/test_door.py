"""Every row comes through the door, or its file is refused in one sentence."""

from pathlib import Path

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse.csv_files import load_csv
from warehouse.door import open_door
from warehouse.errors import SourceError

HEADER = "customer_id,customer_name,signed_up_at\n"
ADA, BOB = "C1,Ada Ltd,2025-01-02 03:04:05\n", "C2,Bob Inc,2025-02-03\n"
CUSTOMERS = "select customer_id, customer_name from raw.customers order by 1"
MALFORMED = "select malformed_column from raw.customers where malformed_column is not null"


def write_csv(raw: Path, content: str | bytes, *, name: str = "customers.csv") -> None:
    file = raw / name
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(content.encode() if isinstance(content, str) else content)


def write_parquet(raw: Path, query: str, *, name: str = "customers.parquet") -> None:
    (raw / name).parent.mkdir(exist_ok=True)
    with duckdb.connect() as connection:
        connection.execute(f"copy ({query}) to '{raw / name}'")


IN_OTHER_ORDER = (
    "signed_up_at,customer_name,customer_id\n2025-01-02,Ada Ltd,C1\n2025-02-03,Bob Inc,C2\n"
)
SQL_IN_HEADER = HEADER.replace("\n", ",a'); drop table t; --\n")
SAME_CONTENT = {
    "as it should be": HEADER + ADA + BOB,
    "byte order mark": "\ufeff" + HEADER + ADA + BOB,
    "lines end in CRLF": (HEADER + ADA + BOB).replace("\n", "\r\n"),
    "lines end in CR": (HEADER + ADA + BOB).replace("\n", "\r"),
    "no end of the last line": HEADER + ADA + BOB.strip(),
    "an empty line": HEADER + ADA + "\n" + BOB,
    "spaces around an id": HEADER + ADA.replace("C1", " C1 ") + BOB,
    "header in other case": HEADER.replace("customer_id", " Customer_ID ") + ADA + BOB,
    "nameless column": (HEADER + ADA + BOB).replace("\n", ",\n"),
    "columns in another order": IN_OTHER_ORDER,
    "a further column": "note," + HEADER + "x," + ADA + "y," + BOB,
    "SQL in the header": SQL_IN_HEADER + (ADA + BOB).replace("\n", ",\n"),
}


@pytest.mark.parametrize("content", SAME_CONTENT.values(), ids=SAME_CONTENT)
def test_what_differs_only_in_form_is_read_the_same(raw, opened, content):
    write_csv(raw, content)
    assert opened().execute(CUSTOMERS).fetchall() == [("C1", "Ada Ltd"), ("C2", "Bob Inc")]
    assert opened().execute(MALFORMED).fetchall() == []


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ('"Ada\nLtd"', "Ada\nLtd"),
        ('"Ada, ""Ltd"""', 'Ada, "Ltd"'),
        ('""', None),
        ("NULL", None),
        ("Null Ltd", "Null Ltd"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("=1+1", "=1+1"),
    ],
)
def test_text_comes_through_as_it_is(raw, opened, value, expected):
    write_csv(raw, HEADER + f"C1,{value},2025-01-02\n")
    assert opened().execute(CUSTOMERS).fetchall() == [("C1", expected)]


@pytest.mark.parametrize(
    ("line", "reason", "kept"),
    [
        (b"C2,Bob Inc\n", "line 3 of customers.csv", '{"line":"C2,Bob Inc"}'),
        (
            b"C2,Bob,2025-02-03,more\n",
            "line 3 of customers.csv",
            '{"line":"C2,Bob,2025-02-03,more"}',
        ),
        (
            b"C2,M\xfcller,2025-02-03\n",
            "line 3 of customers.csv",
            '{"line":"C2,M?ller,2025-02-03"}',
        ),
        (b"C2," + b"x" * 3_000_000 + b",2025\n", "line 3 of customers.csv", '{"line":"C2,xxxx'),
        (b"C2,Bob,soon\n", "signed_up_at", '"customer_name":"Bob","signed_up_at":"soon"}'),
        (b"C\xe2\x80\x8b2,Bob,2025-02-03\n", "customer_id", '{"customer_id":"C\u200b2"'),
        (b"C\x002,Bob,2025-02-03\n", "customer_id", r'{"customer_id":"C\u00002"'),
    ],
    ids=["short", "long", "Latin-1", "3 MB", "no date", "zero width", "NUL"],
)
def test_a_line_that_cannot_be_read_is_kept_beside_the_others(raw, opened, line, reason, kept):
    write_csv(raw, (HEADER + ADA).encode() + line + b"C3,Cy GmbH,2025-03-04\n")
    warehouse = opened()
    assert warehouse.execute(MALFORMED).fetchall() == [(reason,)]
    good = warehouse.execute(
        "select customer_id from raw.customers where malformed_column is null order by 1"
    )
    assert good.fetchall() == [("C1",), ("C3",)]
    rows = "select source_row from raw.customers where malformed_column is not null"
    ((row,),) = warehouse.execute(rows).fetchall()
    assert kept in row


@pytest.mark.parametrize("write", [write_csv, write_parquet], ids=["csv", "parquet"])
def test_the_hash_of_a_row_is_another_once_anything_in_it_is(raw, opened, write):
    def hashes(note: str) -> list[tuple[int]]:
        query = f"select 'C1' as customer_id, '{note}' as note"
        write(raw, f"customer_id,note\nC1,{note}\n" if write is write_csv else query)
        return opened().execute("select source_hash from raw.customers").fetchall()

    first = hashes("a note")
    assert hashes("a note") == first != hashes("a note ")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ((HEADER + ADA).encode("utf-16"), "customers.csv is UTF-16: save it as UTF-8."),
        ((HEADER + ADA).replace(",", ";"), "separates its columns by ';': export it with commas."),
        ((HEADER + ADA).replace(",", "\t"), r"separates its columns by '\\t': export it with"),
        ("customer_id,Customer_Id,signed_up_at\n" + ADA, "names customer_id more than once"),
        ("", "customers.csv has no header in UTF-8"),
        (b"customer_id,n\xe4me\n", "customers.csv has no header in UTF-8"),
        (HEADER + 'C1,"Ada Ltd,2025-01-02\n' + BOB, "opens a quote in line 2 that nothing closes"),
        ((HEADER + ADA).replace("\n", "\r\n") + BOB + ADA, "customers.csv.* one kind of line end"),
    ],
    ids=["UTF-16", "semicolons", "tabs", "duplicate", "empty", "Latin-1", "quote", "line ends"],
)  # fmt: skip
def test_a_file_that_is_another_format_is_refused_by_name(raw, opened, content, sentence):
    write_csv(raw, content)
    with pytest.raises(SourceError, match=sentence) as refusal:
        opened()
    assert refusal.value.msg.count("\n") == 0


def test_parts_are_one_table(raw, opened):
    write_csv(raw, HEADER + ADA, name="customers/part-1.csv")
    write_csv(raw, HEADER + BOB + "C3\n", name="customers/part-2.csv")
    assert opened().execute("select count(*) from raw.customers").fetchall() == [(3,)]
    assert opened().execute(MALFORMED).fetchall() == [("line 3 of part-2.csv",)]


def test_parts_with_other_columns_are_refused(raw, opened):
    write_csv(raw, HEADER + ADA, name="customers/part-1.csv")
    write_csv(raw, "customer_id\nC2\n", name="customers/part-2.csv")
    with pytest.raises(SourceError, match=r"part-2.csv has other columns than .*part-1.csv"):
        opened()


def test_a_part_that_knows_fewer_columns_gives_nulls(raw, opened):
    select = "select 'C1' as customer_id, 'Ada' as customer_name, now() as signed_up_at"
    write_parquet(raw, select, name="customers/1.parquet")
    write_parquet(raw, f"{select}, 'retail' as industry", name="customers/2.parquet")
    found = opened().execute("select industry from raw.customers order by 1").fetchall()
    assert found == [("retail",), (None,)]


def test_a_table_that_is_there_twice_is_refused(raw, opened):
    write_csv(raw, HEADER + ADA)
    write_csv(raw, HEADER + BOB, name="customers/part-1.csv")
    with pytest.raises(SourceError, match=r"customers.csv and as .*part-1.csv: keep one of them"):
        opened()


def test_a_link_out_of_the_folder_is_refused(raw, opened, tmp_path):
    write_csv(tmp_path, HEADER + ADA)
    (raw / "customers.csv").symlink_to(tmp_path / "customers.csv")
    with pytest.raises(SourceError, match="customers.csv is a link to .* outside of"):
        opened()


@pytest.mark.parametrize("content", [b"", b"<html></html>", b"PAR1" + b"\0" * 30])
def test_a_file_that_is_no_parquet_is_refused(raw, opened, content):
    (raw / "customers.parquet").write_bytes(content)
    with pytest.raises(
        SourceError, match=r"The source table customers cannot be read \("
    ) as refusal:
        opened()
    assert "\n" not in refusal.value.msg


@pytest.mark.parametrize(
    ("value", "column"),
    [("1.5::double as customer_id", "customer_id"), ("1767225600 as signed_up_at", "signed_up_at")],
)
def test_a_column_of_a_wrong_type_is_named(raw, opened, value, column):
    write_parquet(raw, f"select {value}")
    with pytest.raises(SourceError, match=f"customers.{column} in .*customers.parquet is .* wants"):
        opened()


def test_what_is_absent_is_empty_and_typed(opened):
    warehouse = opened()
    assert warehouse.execute("select count(*) from raw.invoices").fetchall() == [(0,)]
    types = {name: kind for name, kind, *_ in warehouse.execute("describe raw.invoices").fetchall()}
    assert types["amount_usd"] == "DECIMAL(18,2)"
    present = "select distinct is_table_present from raw.source_columns"
    assert warehouse.execute(present).fetchall() == [(False,)]


def test_a_missing_column_is_written_down(raw, opened):
    write_csv(raw, "customer_id,name,signed_up_at\nC1,Ada,2025-01-02\n")
    missing = opened().execute(
        "select column_name from raw.source_columns"
        " where is_table_present and not is_column_present and not is_column_optional"
    )
    assert missing.fetchall() == [("customer_name",)]


@pytest.mark.parametrize("schema", ["given", "GIVEN", "other.main"])
def test_tables_of_a_schema_come_through_the_same_door(connection, opened, schema, tmp_path):
    connection.execute("create schema given")
    connection.execute(f"attach '{tmp_path / 'other.duckdb'}' as other")
    connection.execute(
        f"create table {schema}.CUSTOMERS as"
        " select 7 as CUSTOMER_ID, 'Ada' as customer_name,"
        " timestamptz '2025-01-02 03:00+03' as signed_up_at"
    )
    found = opened(schema).execute("select customer_id, signed_up_at::varchar from raw.customers")
    assert found.fetchall() == [("7", "2025-01-02 00:00:00")]


def test_the_schema_of_the_views_is_no_door(opened):
    with pytest.raises(SourceError, match="RAW_SCHEMA is raw, where a build makes views"):
        opened("Raw")


@given(widths=st.lists(st.integers(1, 5), max_size=30))
def test_every_line_is_a_row(tmp_path_factory, widths):
    file = tmp_path_factory.mktemp("lines") / "t.csv"
    lines = ["a,b,c", *(",".join("x" * width) for width in widths)]
    file.write_text("\n".join(lines) + "\n", "utf-8")
    with duckdb.connect() as connection:
        load_csv(connection, [file], table="t")
        counts = connection.execute("select count(*), count(_rejected_line) from t").fetchall()
    assert counts == [(len(widths), sum(width != 3 for width in widths))]


def test_the_door_can_be_opened_again(raw, connection):
    write_csv(raw, HEADER + ADA + "C9\n")
    open_door(connection, raw_path=raw)
    write_csv(raw, HEADER + BOB)
    open_door(connection, raw_path=raw)
    assert connection.execute(CUSTOMERS).fetchall() == [("C2", "Bob Inc")]
