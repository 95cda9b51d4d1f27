"""`mainstay at-risk`: the customers with the most money at stake, and why."""

import argparse

from apps.reading import add_folder, open_publication
from apps.text import cut

LISTED = """
    select risk_tier, customer_name, churn_probability, expected_mrr_loss_usd, reason_1, as_of_date,
        model_version
    from rpt_customers_at_risk
    where suppressed_reason is null and risk_tier = 'high'
    order by money_rank
    limit ?
"""
NAME_WIDTH, REASON_WIDTH = 26, 88


def add_to(commands: argparse._SubParsersAction) -> None:  # type: ignore[type-arg]
    """Add the sub-command to `commands`."""
    parser = commands.add_parser("at-risk", help="list the customers at risk, most money first")
    parser.add_argument("--top", type=int, default=8, metavar="N", help="how many (8)")
    add_folder(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> str:
    """Return one line per customer: name, risk, money a month at stake, strongest reason."""
    with open_publication(arguments.folder) as connection:
        rows = connection.execute(LISTED, [max(arguments.top, 0)]).fetchall()
    if not rows:
        return "No customer is in the tier high."
    *_, as_of_date, model_version = rows[0]
    head = f"Customers at risk on {as_of_date}, by {model_version}; money is expected loss a month"
    return "\n".join([head, "", *(_line(*row[1:5]) for row in rows)])


def _line(name: str, probability: float, loss: float | None, reason: str | None) -> str:
    money = "-" if loss is None else f"${loss:,.0f}"
    return (
        f"{cut(name, NAME_WIDTH):<{NAME_WIDTH}} {probability:>4.0%} {money:>8}  "
        f"{cut(reason or 'Nothing raises the risk by itself.', REASON_WIDTH)}"
    )
