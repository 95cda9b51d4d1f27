"""A fault changes what it says, from its day on, and nothing else."""

import shutil
from datetime import date, datetime

import duckdb
import pytest

from simulator import SimulatorError, simulate
from simulator.faults import FAULTS, plant

SINCE = datetime(2026, 5, 18)
# A contract that is replaced gets its end, and history that was dated back is a leak.
FILLED_IN_LATER = ["cancelled_at", "ended_at", "paid_at", "resolved_at"]
OLD = "recorded_at < timestamp '2026-05-18'"
NEW = "recorded_at >= timestamp '2026-05-18'"


@pytest.fixture(scope="module")
def company(tmp_path_factory):
    folder = tmp_path_factory.mktemp("company") / "raw"
    simulate(folder, customers=80, ends_on=date(2026, 6, 1))
    return folder


@pytest.fixture
def faulty(company, tmp_path):
    def make(fault):
        folder = tmp_path / fault
        shutil.copytree(company, folder)
        plant(folder, fault=fault, since=SINCE)
        return folder

    return make


def ask(folder, query, table):
    files = (
        folder / table / "*.parquet" if (folder / table).is_dir() else f"{folder}/{table}.parquet"
    )
    with duckdb.connect() as connection:
        connection.execute(f"create view {table} as from read_parquet('{files}')")
        return connection.execute(query).fetchall()


def rows(folder, table, where="true"):
    hidden = ", ".join(f"'{name}'" for name in FILLED_IN_LATER)
    shown = f"columns(lambda name: name not in ({hidden}))"
    return ask(folder, f"from {table} select {shown} where {where} order by all", table)


TABLES = ["customers", "subscriptions", "invoices", "support_tickets", "usage_events"]


@pytest.mark.parametrize("fault", sorted(set(FAULTS) - {"leak", "last_summer"}))
def test_what_was_recorded_before_stays(company, faulty, fault):
    folder = faulty(fault)
    for table in TABLES:
        assert rows(folder, table, OLD) == rows(company, table, OLD), table


@pytest.mark.parametrize("fault", sorted(FAULTS))
def test_only_the_tables_of_a_fault_change(company, faulty, fault):
    folder = faulty(fault)
    changed = {table for table in TABLES if rows(folder, table) != rows(company, table)}
    assert changed == set(FAULTS[fault].queries)


def test_a_quarter_of_the_events_is_left_by_an_outage(company, faulty):
    before, after = (
        len(rows(at, "usage_events", NEW)) for at in (company, faulty("tracking_outage"))
    )
    assert 0.2 <= after / before <= 0.3


def test_no_invoice_comes_any_more(faulty):
    assert rows(faulty("late_invoices"), "invoices", NEW) == []


def test_prices_rise_for_whoever_is_in_service(company, faulty):
    price = """
        select customer_id, mrr_usd from subscriptions
        where subscription_id not like 'SD%' and started_at <= '2026-05-19'
            and coalesce(ended_at, 'infinity') > '2026-05-19'
        order by all
    """
    before = ask(company, price, "subscriptions")
    rows_after = ask(faulty("price_rise"), price, "subscriptions")
    after = dict(rows_after)
    assert len(rows_after) == len(after), "a contract goes on beside the one that replaced it"
    in_service = [row for row in before if row[0] in after]
    assert len(in_service) > 10
    assert all(1.14 < after[customer] / mrr < 1.16 for customer, mrr in in_service)


def test_an_unknown_fault_says_which_there_are(company):
    with pytest.raises(SimulatorError, match="fault is flood; choose one of currency_mixup, "):
        plant(company, fault="flood", since=SINCE)
