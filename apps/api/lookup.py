"""How one customer is found at once: what is asked for by customer, sorted and with an index.

A publication lies by date, as its builds append it, so that to find one customer in it reads a
column of everybody. The copies are in memory, compressed, and made once per publication.
"""

from pathlib import Path
from typing import Final

import duckdb

from apps.reading import LOCKED_DOWN

# Of 200,000 customers: 1.3 GB for the seconds in which the copies are made, then 0.4 GB.
MEMORY_LIMIT: Final = "2GB"
# What may be set only once the publication is attached; nothing can be set after that.
LAST: Final = {"enable_external_access": "false", "lock_configuration": "true"}
COPIES: Final = {
    "risk": "select * from rpt_customers_at_risk order by customer_id",
    "reasons": """
        select reasons.* from fct_churn_score_reasons as reasons
        inner join rpt_customers_at_risk as listed
            on reasons.customer_id = listed.customer_id
            and reasons.as_of_date = listed.as_of_date
            and reasons.model_version = listed.model_version
        order by reasons.customer_id, reasons.reason_rank
    """,
    "history": """
        select scores.customer_id, scores.as_of_date, scores.model_version, scores.risk_tier,
            scores.churn_probability, scores.risk_rank, scores.risk_percentile, scores.mrr_usd,
            scores.expected_mrr_loss_usd, scores.change_pp, changes.customer_change_pp,
            changes.model_change_pp, changes.change_text, scores.has_crossed_up,
            scores.is_backfill, scores.matures_on_date
        from fct_churn_scores as scores
        left join fct_score_changes as changes
            on scores.customer_id = changes.customer_id
            and scores.as_of_date = changes.as_of_date
        where scores.model_role = 'champion'
        order by scores.customer_id, scores.as_of_date
    """,
}


def connect(path: Path, *, is_indexed: bool) -> duckdb.DuckDBPyConnection:
    """Return a connection to the publication at `path`, with its copies in the schema `lookup`.

    Without an index they are views: slower to ask, and made in no time.
    """
    place = str(path).replace("'", "''")
    settings = {name: value for name, value in LOCKED_DOWN.items() if name not in LAST}
    connection = duckdb.connect(config=settings | {"memory_limit": MEMORY_LIMIT})
    try:
        connection.execute(f"attach '{place}' as publication (read_only)")
        connection.execute("attach ':memory:' as lookup (compress)")
        for setting, value in LAST.items():
            connection.execute(f"set {setting} = {value}")
        connection.execute("use publication")
        for name, rows in COPIES.items():
            if is_indexed:
                connection.execute(f"create table lookup.{name} as {rows}")
                connection.execute(
                    f"create index {name}_by_customer on lookup.{name} (customer_id)"
                )
            else:
                connection.execute(f"create view lookup.{name} as {rows}")
    except BaseException:
        connection.close()
        raise
    return connection
