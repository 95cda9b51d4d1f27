"""Faults that happen to real companies, to be planted into a simulated one.

A fault is a query per table over its own rows. `since` is when it begins; every row that a fault
changes or adds was recorded later, but for a leak, whose very nature is to be dated back.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Final

import duckdb

from simulator.errors import SimulatorError
from simulator.tables import TABLES, copy

# The changed time is in the middle of a week, as releases and price lists are.
MACROS: Final = """
    create macro since() as getvariable('since');
    create macro changed_at() as since() + interval 1 day;
"""
# What every company of a drill has in common: it was as quiet in the same weeks a year before.
LAST_YEAR: Final = """
    occurred_at >= since() - interval 364 day
    and occurred_at < since() - interval 350 day
"""


@dataclass(frozen=True)
class Fault:
    """What goes wrong, and the rows of each table once it has."""

    description: str
    queries: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


def _fewer_events(condition: str, *, kept_percent: int) -> str:
    return f"""
        from usage_events
        where not ({condition}) or hash(coalesce(event_id, '') || 'kept') % 100 < {kept_percent}
    """


FAULTS: Final[Mapping[str, Fault]] = MappingProxyType(
    {
        "quiet": Fault("Nothing goes wrong."),
        "last_summer": Fault(
            "A fortnight a year ago had 55% of the usual use.",
            {"usage_events": _fewer_events(LAST_YEAR, kept_percent=55)},
        ),
        "seasonal_dip": Fault(
            "Use falls to 55%, as it did in the same fortnight a year before.",
            {"usage_events": _fewer_events("occurred_at >= since()", kept_percent=55)},
        ),
        "late_invoices": Fault(
            "The load of invoices stops.",
            {"invoices": "from invoices where recorded_at < since()"},
        ),
        "tracking_outage": Fault(
            "Three events in four are lost on their way.",
            {"usage_events": _fewer_events("occurred_at >= since()", kept_percent=25)},
        ),
        "silent_release": Fault(
            "A release calls the event report_built report_created.",
            {
                "usage_events": """
                select * replace (
                    case
                        when event_name = 'report_built' and occurred_at >= changed_at()
                            then 'report_created'
                        else event_name
                    end as event_name
                )
                from usage_events
            """
            },
        ),
        "price_rise": Fault(
            "Every contract is replaced by one at 15% more, and billed so.",
            {
                "subscriptions": """
                with

                raised as (

                    select * from subscriptions
                    where started_at < changed_at()
                        and coalesce(ended_at, 'infinity') > changed_at()

                )

                from subscriptions anti join raised using (subscription_id)

                union all by name

                select * replace (null as cancelled_at, changed_at() as ended_at) from raised

                union all by name

                select * replace (
                    subscription_id || '-raised' as subscription_id,
                    cast(mrr_usd * 1.15 as decimal(12, 2)) as mrr_usd,
                    changed_at() as started_at,
                    changed_at() as recorded_at
                )
                from raised
            """,
                "invoices": """
                select * replace (
                    cast(
                        amount_usd * case when issued_at >= changed_at() then 1.15 else 1 end
                        as decimal(12, 2)
                    ) as amount_usd
                )
                from invoices
            """,
            },
        ),
        "currency_mixup": Fault(
            "A third of the customers are billed in another currency under the name of dollars.",
            {
                "invoices": """
                select * replace (
                    case
                        when recorded_at >= since() and hash(customer_id) % 3 = 0
                            then cast(amount_usd * 1.37 as decimal(12, 2))
                        else amount_usd
                    end as amount_usd
                )
                from invoices
            """
            },
        ),
        "leak": Fault(
            "Tickets are loaded anew, those about closed accounts dated a month before their end.",
            {
                "support_tickets": """
                from support_tickets

                union all by name

                select
                    'TL' || subscription_id || '-' || copies.number as ticket_id,
                    customer_id,
                    ended_at - interval 33 day as opened_at,
                    'urgent' as priority,
                    'account' as category,
                    opened_at as recorded_at
                from subscriptions
                inner join customers using (customer_id)
                cross join range(3) as copies(number)
                where ended_at - interval 33 day > signed_up_at and not exists (
                    from subscriptions as later
                    where later.customer_id = subscriptions.customer_id
                        and later.started_at > subscriptions.started_at
                )
            """
            },
        ),
    }
)


def plant(folder: Path, *, fault: str, since: datetime) -> None:
    """Plant a fault into the raw data of `folder`, in place.

    Raises:
        SimulatorError: There is no such fault.
    """
    if fault not in FAULTS:
        raise SimulatorError(f"fault is {fault}; choose one of {', '.join(sorted(FAULTS))}.")
    with duckdb.connect(config={"memory_limit": "1GB"}) as connection:
        connection.execute("set variable since = ?::timestamp", [since])
        connection.execute(MACROS)
        for table in (*TABLES, "usage_events"):
            parts = folder / table
            files = parts / "*.parquet" if parts.is_dir() else folder / f"{table}.parquet"
            source = str(files).replace("'", "''")
            connection.execute(f"create view {table} as from read_parquet('{source}')")
        for table, query in FAULTS[fault].queries.items():
            _replace(connection, query, folder=folder, table=table)


def _replace(
    connection: duckdb.DuckDBPyConnection, query: str, *, folder: Path, table: str
) -> None:
    """Write a table anew, as one file, before the files that it was read from are removed."""
    draft = folder / f".{table}.parquet"
    copy(connection, query, path=draft)
    parts = folder / table
    for path in parts.glob("*.parquet"):
        path.unlink()
    draft.replace(parts / "part-00000.parquet" if parts.is_dir() else folder / f"{table}.parquet")
