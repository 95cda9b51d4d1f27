from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path

import duckdb
import pytest

from simulator import simulate

Rows = list[tuple[object, ...]]
Query = Callable[[str], Rows]

SETUP = """
create view all_events as from '{folder}/usage_events/*.parquet';
create view events as from '{folder}/usage_events/part-[0-8]*.parquet';
create view good_subscriptions as from subscriptions where subscription_id not like 'SD%';
create view good_invoices as
    from invoices where invoice_id not like 'ID%'
    qualify row_number() over (partition by invoice_id order by recorded_at) = 1;
create view good_tickets as from support_tickets where ticket_id not like 'TD%';
create view good_customers as
    from customers where customer_id <> ''
    qualify row_number() over (partition by customer_id order by recorded_at) = 1;
create view spells as
    with marked as (
        select *, lag(ended_at) over w is distinct from started_at as is_first
        from good_subscriptions
        window w as (partition by customer_id order by started_at)
    ),
    numbered as (
        select *, sum(is_first::int) over (partition by customer_id order by started_at) as spell
        from marked
    )
    select customer_id, spell, min(started_at) as started_at,
        max(cancelled_at) as cancelled_at,
        case when bool_or(ended_at is null) then null else max(ended_at) end as ended_at
    from numbered
    group by customer_id, spell;
"""


def run(folder: Path, query: str) -> Rows:
    """Return a query's rows over the tables of a folder and the views above."""
    with duckdb.connect() as connection:
        for path in [*folder.glob("*.parquet"), *(folder / "truth").glob("*.parquet")]:
            connection.execute(f"create view {path.stem} as from '{path}'")
        connection.execute(SETUP.format(folder=folder))
        return connection.execute(query).fetchall()


@pytest.fixture(scope="session")
def ask_folder() -> Callable[[Path, str], Rows]:
    return run


@pytest.fixture(scope="session")
def company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("raw") / "company"
    simulate(folder)
    return folder


@pytest.fixture(scope="session")
def ask(company: Path) -> Query:
    return partial(run, company)


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("raw") / "small"
    simulate(folder, customers=300)
    return folder


@pytest.fixture(scope="session")
def small_next_week(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("raw") / "next_week"
    simulate(folder, customers=300, ends_on=date(2026, 6, 8))
    return folder
