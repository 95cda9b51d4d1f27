from csv import DictReader
from pathlib import Path

import pytest

from simulator import simulate

LIMITS = Path(__file__).parents[2] / "seeds/quality_limits.csv"

# A query for each planted defect that finds the rows by what is wrong with them.
DEFECTS = {
    ("usage_events", "event_id is null"): "from all_events where event_id is null",
    ("usage_events", "customer_id is null"): "from all_events where customer_id is null",
    ("usage_events", "customer is unknown"): """
        from all_events where customer_id not in (select customer_id from customers)
    """,
    ("usage_events", "occurred in the future"): """
        from all_events where occurred_at >= timestamp '2099-01-01'
    """,
    ("usage_events", "occurred before sign-up"): """
        from all_events inner join good_customers using (customer_id)
        where occurred_at < signed_up_at
    """,
    ("usage_events", "event_id repeated with other values"): """
        select event_id from all_events where event_id is not null group by event_id
        having count(distinct (customer_id, user_id, event_name, occurred_at)) > 1
    """,
    ("customers", "customer_id repeated with other values"): """
        select customer_id from customers where customer_id <> ''
        group by customer_id having count(distinct customer_name) > 1
    """,
    ("customers", "customer_id is blank"): "from customers where trim(customer_id) = ''",
    ("subscriptions", "mrr_usd is negative"): "from subscriptions where mrr_usd < 0",
    ("subscriptions", "customer is unknown"): """
        from subscriptions where customer_id not in (select customer_id from customers)
    """,
    ("subscriptions", "ended before it started"): """
        from subscriptions where ended_at < started_at
    """,
    ("subscriptions", "billing_period is unknown"): """
        from subscriptions where billing_period not in ('monthly', 'annual')
    """,
    ("invoices", "invoice_id repeated with other values"): """
        select invoice_id from invoices group by invoice_id having count(distinct amount_usd) > 1
    """,
    ("invoices", "amount_usd is negative without a refund"): """
        from invoices where amount_usd < 0 and status <> 'refunded'
    """,
    ("invoices", "customer is unknown"): """
        from invoices where customer_id not in (select customer_id from customers)
    """,
    ("support_tickets", "resolved before it was opened"): """
        from support_tickets where resolved_at < opened_at
    """,
    ("support_tickets", "priority is unknown"): """
        from support_tickets where priority not in ('low', 'normal', 'high', 'urgent')
    """,
}


@pytest.mark.parametrize("defect", DEFECTS, ids=" ".join)
def test_each_defect_is_planted_listed_and_nowhere_else(ask, defect):
    table, name = defect
    listed = ask(f"from truth_defects where source_table = '{table}' and defect = '{name}'")
    found = len(ask(DEFECTS[defect]))
    assert 3 <= found == len(listed)


def test_no_other_defect_is_listed(ask):
    assert set(ask("select distinct source_table, defect from truth_defects")) == set(DEFECTS)


def test_a_small_company_has_too_few_to_stop_its_build(ask_folder, tmp_path):
    simulate(tmp_path / "raw", customers=400)
    with LIMITS.open() as lines:
        limits = {
            row["source_table"]: float(row["max_quarantined_share"]) for row in DictReader(lines)
        }
    planted = dict(
        ask_folder(tmp_path / "raw", "select source_table, count(*) from truth_defects group by 1")
    )
    for table, count in planted.items():
        rows = "all_events" if table == "usage_events" else table
        ((row_count,),) = ask_folder(tmp_path / "raw", f"select count(*) from {rows}")  # noqa: S608
        assert count <= limits[table] * row_count, table
