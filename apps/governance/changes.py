"""What is different from a month ago: models, decisions, alerts, and the scores as a whole."""

from typing import Final

from apps.dashboard.asking import ask
from apps.dashboard.sections import Table
from apps.dashboard.wording import count, day, number, percent, plain
from apps.governance.answers import Facts

# Four weeks, so that a Monday is compared with a Monday.
DATES: Final = """
    select max(as_of_date) as now,
        max(as_of_date) filter (
            where as_of_date <= (select max(as_of_date) from fct_churn_scores) - interval 28 day
        ) as before
    from fct_churn_scores where model_role = 'champion'
"""
SCORES: Final = """
    select as_of_date, min(model_version) as model_version, count(*) as customers,
        avg(churn_probability order by customer_id) as mean_probability,
        count(*) filter (where risk_tier = 'high') as high
    from fct_churn_scores
    where model_role = 'champion' and as_of_date in ($before, $now)
    group by as_of_date order by as_of_date
"""
EVENTS: Final = """
    select trained_as_of_date as on_date, 'model ' || outcome as what, reason as detail
    from fct_promotion_decisions where trained_as_of_date > $before
    union all
    select opened_on_date, 'alert opened', rule_name || ' of ' || subject || ': ' || evidence
    from fct_alerts where opened_on_date > $before
    union all
    select closed_on_date, 'alert closed', rule_name || ' of ' || subject
    from fct_alerts where closed_on_date > $before
    union all
    select approved_on, action, coalesce(model_version, algorithm) || ' by ' || approved_by
    from rpt_approvals where approved_on > $before and approved_on <= $now
    order by on_date desc, what, detail
"""


def changed(facts: Facts) -> tuple[str, Table | None]:
    """Return what changed in the last four weeks, in sentences and as a list."""
    connection = facts.connection
    dates = ask(connection, DATES)[0]
    if dates["before"] is None:
        return f"Scores begin less than four weeks before {day(dates['now'])}.", None
    between = {"before": dates["before"], "now": dates["now"]}
    before, now = ask(connection, SCORES, values=between)
    events = ask(connection, EVENTS, values=between)
    same = before["model_version"] == now["model_version"]
    model = (
        f"The champion is the same, {now['model_version']}."
        if same
        else f"The champion was {before['model_version']} and is {now['model_version']}."
    )
    sentences = (
        f"From {day(dates['before'])} to {day(dates['now'])}: {model} The mean churn"
        " probability went"
        f" from {percent(before['mean_probability'], digits=1)} to"
        f" {percent(now['mean_probability'], digits=1)}, customers scored from"
        f" {number(before['customers'])} to {number(now['customers'])}, tier high from"
        f" {number(before['high'])} to {number(now['high'])}."
        f" {count(len(events), 'event')} (decisions, alerts, approvals) fell in between."
    )
    if not events:
        return sentences, None
    body = tuple((day(row["on_date"]), plain(row["what"]), row["detail"]) for row in events)
    return sentences, Table("What happened in between", ("on", "what", "in words"), body)
