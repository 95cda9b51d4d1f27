"""What is asked of a publication: fixed SQL, in which all that comes from outside is a parameter.

Each question names the tables whose contract describes the columns of its answer. What is found by
customer is asked of copies (apps.api.lookup).
"""

from dataclasses import dataclass
from typing import Final

import duckdb

from apps.contract import Column, Table


@dataclass(frozen=True)
class Question:
    """A query, the tables it answers from, and its parameters."""

    name: str
    description: str
    tables: tuple[str, ...]
    parameters: tuple[str, ...]
    sql: str


RISK: Final = Question(
    "Risk",
    "The risk of a customer in service on the newest date.",
    ("rpt_customers_at_risk",),
    ("customer_id",),
    "select * from lookup.risk where customer_id = $customer_id",
)
REASONS: Final = Question(
    "Reason",
    "Why a score is what it is: the strongest features, and `other` for the rest.",
    ("fct_churn_score_reasons",),
    ("customer_id", "as_of_date", "model_version"),
    """
    select * exclude (customer_id, as_of_date, model_version) from lookup.reasons
    where customer_id = $customer_id and as_of_date = $as_of_date and model_version = $model_version
    order by reason_rank
    """,
)
# `place` is what a cursor remembers. Without a limit of its own nobody gets everything.
AT_RISK: Final = Question(
    "AtRisk",
    "A customer of the list.",
    ("rpt_customers_at_risk",),
    (
        *("order", "after", "limit", "tier", "owner", "industry", "region", "company_size"),
        *("plan_name", "playbook_id", "renewal_within_days", "min_probability"),
        *("min_expected_loss_usd", "has_crossed_up", "include_suppressed"),
    ),
    """
    select * from rpt_customers_at_risk
    where if($order = 'risk', risk_rank, money_rank) > $after
        and churn_probability is not null
        and (suppressed_reason is null or $include_suppressed)
        and risk_tier in (select unnest(cast($tier as varchar[])))
        and (cast($owner as varchar) is null or account_owner_email = $owner)
        and (cast($industry as varchar) is null or industry = $industry)
        and (cast($region as varchar) is null or region = $region)
        and (cast($company_size as varchar) is null or company_size = $company_size)
        and (cast($plan_name as varchar) is null or plan_name = $plan_name)
        and (cast($playbook_id as varchar) is null or playbook_id = $playbook_id)
        and (
            cast($renewal_within_days as bigint) is null
            or days_until_renewal <= $renewal_within_days
        )
        and (cast($min_probability as double) is null or churn_probability >= $min_probability)
        and (
            cast($min_expected_loss_usd as double) is null
            or expected_mrr_loss_usd >= $min_expected_loss_usd
        )
        and (cast($has_crossed_up as boolean) is null or has_crossed_up = $has_crossed_up)
    order by if($order = 'risk', risk_rank, money_rank)
    limit $limit
    """,
)
HISTORY: Final = Question(
    "PastScore",
    "The champion's score of a date, and why it differs from the one before.",
    ("fct_churn_scores", "fct_score_changes"),
    ("customer_id", "before", "limit"),
    """
    select * exclude (customer_id) from lookup.history
    where customer_id = $customer_id and as_of_date < $before
    order by as_of_date desc
    limit $limit
    """,
)
KNOWN: Final = Question(
    "Known",
    "Whether there is such a customer.",
    ("dim_customers",),
    ("customer_id",),
    "select customer_id from dim_customers where customer_id = $customer_id",
)
CHAMPION: Final = Question(
    "Champion",
    "The model whose scores are shown.",
    ("dim_champions",),
    ("model_version",),
    "select * from dim_champions where model_version = $model_version",
)
METRICS: Final = Question(
    "Metric",
    "How good the model was on the holdout that nothing was fitted to or chosen on.",
    ("fct_model_metrics",),
    ("model_version",),
    """
    select metric_name, metric_value, ci_low, ci_high, no_skill_value, row_count, positive_count
    from fct_model_metrics
    where model_version = $model_version and data_split = 'holdout' and segment_name = 'all'
    order by metric_name
    """,
)
QUESTIONS: Final = (RISK, REASONS, AT_RISK, HISTORY, KNOWN, CHAMPION, METRICS)


def describe(
    connection: duckdb.DuckDBPyConnection, question: Question, *, contract: dict[str, Table]
) -> Table:
    """Return the columns of a question's answer, with the descriptions of its tables."""
    descriptions = {
        column.name: column.description
        for table in reversed(question.tables)
        for column in contract[table].columns
    }
    rows = connection.execute(
        f"describe {question.sql}", dict.fromkeys(question.parameters)
    ).fetchall()
    columns = (Column(name, data_type, descriptions.get(name, "")) for name, data_type, *_ in rows)
    return Table(question.name, question.description, tuple(columns))
