"""Each value is read exactly, or its row says which column could not be read."""

from datetime import date, datetime
from decimal import Decimal

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse.casting import Cast, cast_column
from warehouse.contract import Column

MALFORMED = object()
MOMENT = datetime(2026, 3, 1, 21, 34, 5)


def read(
    connection: duckdb.DuckDBPyConnection, *, name: str, wanted: str, native: str, value: object
) -> object:
    """Return what becomes of one raw value, or MALFORMED."""
    cast = cast_column(Column(name, wanted, is_optional=False), native)
    assert isinstance(cast, Cast)
    query = (
        f"from (select ?::{native} as {name}) select {cast.value}, {cast.is_malformed or 'false'}"
    )
    ((found, is_malformed),) = connection.execute(query, [value]).fetchall()
    assert not (is_malformed and found is not None and wanted != "varchar")
    return MALFORMED if is_malformed else found


IDS = [
    ("00123", "00123"),
    ("1E5", "1E5"),
    ("  C1 ", "C1"),
    ("c1", "c1"),
    ("", None),
    ("   ", None),
    ("Rene\u0301", "Ren\u00e9"),
    ("x'); drop table t; --", "x'); drop table t; --"),
    ("=HYPERLINK(1)", "=HYPERLINK(1)"),
    ("{{ env_var('HOME') }}", "{{ env_var('HOME') }}"),
    ("A\u2013B", "A\u2013B"),
    ("C\u200b1", MALFORMED),
    ("C\u202e1", MALFORMED),
    ("C\u20661", MALFORMED),
    ("\ufeffC1", MALFORMED),
    ("C\x001", MALFORMED),
    ("C\t1", MALFORMED),
    ("C\n1", MALFORMED),
]
NUMBERS = [
    ("bigint", "VARCHAR", "12", 12),
    ("bigint", "VARCHAR", "12.0", 12),
    ("bigint", "VARCHAR", "1.7", MALFORMED),
    ("bigint", "VARCHAR", "one", MALFORMED),
    ("bigint", "VARCHAR", "1,299", MALFORMED),
    ("bigint", "VARCHAR", " ", None),
    ("bigint", "VARCHAR", "99999999999999999999", MALFORMED),
    ("bigint", "DOUBLE", 1.7, MALFORMED),
    ("bigint", "DOUBLE", float("inf"), MALFORMED),
    ("bigint", "DOUBLE", float("nan"), MALFORMED),
    ("bigint", "INTEGER", 5, 5),
    ("decimal(18,2)", "VARCHAR", "49.90", Decimal("49.90")),
    ("decimal(18,2)", "VARCHAR", "-49.9", Decimal("-49.90")),
    ("decimal(18,2)", "VARCHAR", "9.999", MALFORMED),
    ("decimal(18,2)", "VARCHAR", "9.9999999", MALFORMED),
    ("decimal(18,2)", "VARCHAR", "1,299.00", MALFORMED),
    ("decimal(18,2)", "VARCHAR", "9,99", MALFORMED),
    ("decimal(18,2)", "VARCHAR", "$9.99", MALFORMED),
    ("decimal(18,2)", "VARCHAR", "nan", MALFORMED),
    ("decimal(18,2)", "VARCHAR", "99999999999999999999", MALFORMED),
    ("decimal(18,2)", "DOUBLE", 19.99, Decimal("19.99")),
    ("decimal(18,2)", "DOUBLE", 19.999, MALFORMED),
    ("decimal(18,2)", "DOUBLE", float("inf"), MALFORMED),
    ("decimal(18,2)", "DOUBLE", float("nan"), MALFORMED),
    ("decimal(18,2)", "DECIMAL(18,8)", Decimal("9.99999999"), MALFORMED),
    ("decimal(18,2)", "DECIMAL(18,8)", Decimal("9.99"), Decimal("9.99")),
    ("decimal(18,2)", "INTEGER", 7, Decimal("7.00")),
    ("double", "VARCHAR", "4.5", 4.5),
    ("double", "VARCHAR", "inf", MALFORMED),
    ("double", "DOUBLE", float("nan"), MALFORMED),
    ("boolean", "VARCHAR", "true", True),
    ("boolean", "VARCHAR", "maybe", MALFORMED),
    ("boolean", "BOOLEAN", False, False),
]
MOMENTS = [
    ("VARCHAR", "2026-03-01 21:34:05", MOMENT),
    ("VARCHAR", "2026-03-01T21:34:05Z", MOMENT),
    ("VARCHAR", "2026-03-02 03:04:05+05:30", MOMENT),
    ("VARCHAR", "2026-03-01 22:34:05 Europe/Berlin", MOMENT),
    ("VARCHAR", "2026-03-01", datetime(2026, 3, 1)),
    ("VARCHAR", "", None),
    ("VARCHAR", "31/12/2025", MALFORMED),
    ("VARCHAR", "02/01/2026", MALFORMED),
    ("VARCHAR", "2026-02-30", MALFORMED),
    ("VARCHAR", "infinity", MALFORMED),
    ("VARCHAR", "0001-01-01", MALFORMED),
    ("VARCHAR", "9999-12-31", MALFORMED),
    ("VARCHAR", "1767225600", MALFORMED),
    ("VARCHAR", "soon", MALFORMED),
    ("TIMESTAMP", datetime(1800, 1, 1), MALFORMED),
    ("TIMESTAMP", MOMENT, MOMENT),
    ("DATE", date(2026, 3, 1), datetime(2026, 3, 1)),
    ("TIMESTAMP WITH TIME ZONE", "2026-03-02 03:04:05+05:30", MOMENT),
]


@pytest.mark.parametrize(("value", "expected"), IDS)
def test_ids_stay_text_and_hide_nothing(connection, value, expected):
    found = read(connection, name="customer_id", wanted="varchar", native="VARCHAR", value=value)
    assert found == expected


@pytest.mark.parametrize("native", ["INTEGER", "BIGINT", "HUGEINT", "DECIMAL(38,0)"])
def test_whole_numbers_become_ids(connection, native):
    found = read(connection, name="customer_id", wanted="varchar", native=native, value=42)
    assert found == "42"


@pytest.mark.parametrize(("wanted", "native", "value", "expected"), NUMBERS)
def test_numbers_are_never_rounded(connection, wanted, native, value, expected):
    found = read(connection, name="amount", wanted=wanted, native=native, value=value)
    assert found == expected


@pytest.mark.parametrize(("native", "value", "expected"), MOMENTS)
def test_moments_are_converted_to_utc(connection, native, value, expected):
    found = read(connection, name="seen_at", wanted="timestamp", native=native, value=value)
    assert found == expected


@pytest.mark.parametrize(("native", "value", "expected"), MOMENTS)
def test_a_day_is_a_day_of_utc(connection, native, value, expected):
    found = read(connection, name="due_on", wanted="date", native=native, value=value)
    assert found == (expected.date() if isinstance(expected, datetime) else expected)


@pytest.mark.parametrize(
    ("name", "wanted", "native"),
    [
        ("customer_id", "varchar", "DOUBLE"),
        ("customer_id", "varchar", "DECIMAL(18,2)"),
        ("customer_name", "varchar", "BLOB"),
        ("occurred_at", "timestamp", "BIGINT"),
        ("due_on", "date", "INTEGER"),
        ("mrr_usd", "decimal(18,2)", "TIMESTAMP"),
        ("seat_count", "bigint", "VARCHAR[]"),
        ("was_reason_helpful", "boolean", "DATE"),
        ("satisfaction_score", "double", "BOOLEAN"),
    ],
)
def test_a_type_that_cannot_become_the_contracts_is_refused(name, wanted, native):
    assert cast_column(Column(name, wanted, is_optional=False), native) is None


@given(amount=st.decimals(min_value=-(10**12), max_value=10**12, places=4))
def test_money_is_read_exactly_or_not_at_all(amount):
    with duckdb.connect() as connection:
        found = read(
            connection, name="amount", wanted="decimal(18,2)", native="VARCHAR", value=str(amount)
        )
    is_exact = amount == round(amount, 2)
    assert found == (round(amount, 2) if is_exact else MALFORMED)
