"""The questions that a brief asks of a publication; a table that is absent has no rows."""

from typing import Final

import duckdb

from apps.dashboard.asking import Row, ask, published_tables

QUESTIONS: Final = {
    "newest": (
        "rpt_customers_at_risk",
        "select max(as_of_date) as as_of_date from rpt_customers_at_risk",
    ),
    "promises": (
        "rpt_kpi_scorecard",
        """
        from rpt_kpi_scorecard select * where kpi_id is not null
        qualify month_starts_on = max(month_starts_on) over () order by kpi_id
        """,
    ),
    "scorecard": (
        "rpt_kpi_scorecard",
        """
        from rpt_kpi_scorecard select *
        qualify month_starts_on = max(month_starts_on) over ()
        order by metric_name != 'logo_churn_rate', metric_name
        """,
    ),
    "savings": (
        "rpt_savings",
        "from rpt_savings select * order by began_on_date desc nulls last, policy",
    ),
    "lead_times": (
        "rpt_lead_time",
        "from rpt_lead_time select * where outcome = 'lost' order by method",
    ),
    "bridge": ("rpt_value_bridge", "from rpt_value_bridge select * order by kpi_id, step_number"),
    "plans": (
        "rpt_campaign_power",
        """
        from rpt_campaign_power select *
        where is_planned and method = 'adjusted' and look = 'once'
        qualify month_count = max(month_count) over () order by stratum
        """,
    ),
}


def ask_all(connection: duckdb.DuckDBPyConnection) -> dict[str, list[Row]]:
    """Return the rows of every question by its name."""
    published = published_tables(connection)
    return {
        name: ask(connection, query) if table in published else []
        for name, (table, query) in QUESTIONS.items()
    }
