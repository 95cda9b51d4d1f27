"""How far features and scores moved from what the model has learned."""

from collections.abc import Sequence
from typing import Final

import duckdb

from apps.dashboard import charts
from apps.dashboard.asking import Row, ask
from apps.dashboard.sections import Cell, Chart, Section, Table
from apps.dashboard.wording import count, day, number, percent, titled

# The features that moved most in these weeks, weighed by how much the model looks at them.
DRIFT: Final = """
    with most as (
        select feature_name, max(weighted_index) as weighted_index
        from fct_feature_drift
        group by feature_name
        order by weighted_index desc nulls last, feature_name
        limit 16
    )

    select drift.feature_name, drift.as_of_date, drift.population_stability_index,
        drift.importance_share, drift.has_drifted
    from fct_feature_drift as drift
    inner join most on drift.feature_name = most.feature_name
    order by most.weighted_index desc nulls last, drift.feature_name, drift.as_of_date
"""
DRIFTED: Final = """
    select count(*) filter (where has_drifted) as drifted, count(*) as features,
        max(as_of_date) as as_of_date
    from fct_feature_drift
    where as_of_date = (select max(as_of_date) from fct_feature_drift)
"""
SCORE_DRIFT: Final = """
    select as_of_date, population_stability_index, has_drifted
    from fct_score_drift order by as_of_date
"""
# Where a population stability index is usually called a shift.
FULL_INDEX: Final = 0.25


def drift(connection: duckdb.DuckDBPyConnection) -> Section | None:
    """Show how far features and scores moved from what the model has learned."""
    rows, scores = ask(connection, DRIFT), ask(connection, SCORE_DRIFT)
    if not rows or not scores:
        return None
    now = ask(connection, DRIFTED)[0]
    lead = (
        f"On {day(now['as_of_date'])}, {now['drifted']} of {count(now['features'], 'feature')} had"
        " drifted: away from the training weeks by more than usual, and with weight in the model."
        f" The stronger the colour, the farther; it is full from {FULL_INDEX} on."
    )
    return Section(
        "drift",
        "Do customers still look as the model knows them?",
        lead,
        charts=(_feature_chart(rows), _score_chart(scores)),
    )


def _feature_chart(rows: Sequence[Row]) -> Chart:
    points = [
        {
            "name": titled(row["feature_name"]),
            "when": day(row["as_of_date"])[:-5],
            "value": row["population_stability_index"],
        }
        for row in rows
    ]
    last = {row["feature_name"]: row for row in rows}
    table = Table(
        "The features that moved most, newest week",
        ("feature", "stability index", "share of the model", "drifted"),
        tuple(
            (
                titled(name),
                number(row["population_stability_index"], digits=3),
                percent(row["importance_share"], digits=1),
                Cell("yes", "warn") if row["has_drifted"] else Cell("no", "good"),
            )
            for name, row in last.items()
        ),
        frozenset({1, 2}),
    )
    title = "The features that moved most, by week"
    label = f"Population stability index of {len(last)} features, by week."
    return Chart(title, label, charts.heat_by_week(points, full=FULL_INDEX, title="index"), table)


def _score_chart(rows: Sequence[Row]) -> Chart:
    points = [
        {
            "week": row["as_of_date"],
            "when": day(row["as_of_date"]),
            "series": "champion",
            "value": row["population_stability_index"],
        }
        for row in rows
    ]
    table = Table(
        "Stability index of the scores, by week",
        ("week of", "stability index", "drifted"),
        tuple(
            (
                day(row["as_of_date"]),
                number(row["population_stability_index"], digits=3),
                Cell("yes", "warn") if row["has_drifted"] else Cell("no", "good"),
            )
            for row in reversed(rows)
        ),
        frozenset({1}),
    )
    last = rows[-1]
    title = "Stability index of the scores"
    label = f"{title}: {number(last['population_stability_index'], digits=3)} in the last week."
    spec = charts.one_line_by_week(points)
    return Chart(title, label, spec, table)
