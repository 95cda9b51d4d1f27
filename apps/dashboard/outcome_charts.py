"""The charts of "Is it working?", each with its numbers as a table."""

from collections.abc import Sequence

from apps.dashboard import charts
from apps.dashboard.asking import Row
from apps.dashboard.sections import Cell, Chart, Table
from apps.dashboard.wording import day, interval, number, percent, plain, share_interval, titled


def series_of(row: Row) -> str:
    """Return the name of the series that a row belongs to."""
    return "champion" if row["model_role"] == "champion" else "rule of thumb"


def list_chart(rows: Sequence[Row], *, title: str, says: str) -> Chart:
    """Compare champion, rule and chance week by week."""
    points = []
    for row in rows:
        week = {"week": row["cohort_date"], "when": day(row["cohort_date"])}
        is_champion = row["model_role"] == "champion"
        point = week | {"series": series_of(row), "value": row["metric_value"]}
        point["span"] = share_interval(row["ci_low"], row["ci_high"])
        points.append(
            point | ({"low": row["ci_low"], "high": row["ci_high"]} if is_champion else {})
        )
        if is_champion:
            chance = {"series": "no skill", "value": row["no_skill_value"], "span": ""}
            points.append(week | chance)
    champion = [row for row in rows if row["model_role"] == "champion"]
    rule = {row["cohort_date"]: row["metric_value"] for row in rows if row not in champion}
    last = champion[-1]
    label = (
        f"In the week of {day(last['cohort_date'])}, {percent(last['metric_value'])} {says}, with"
        f" an interval of {share_interval(last['ci_low'], last['ci_high'])}."
    )
    table = Table(
        f"{title}, by week",
        ("week of", "champion", "interval", "rule of thumb", "no skill", "scored", "left"),
        tuple(
            (
                day(row["cohort_date"]),
                percent(row["metric_value"]),
                share_interval(row["ci_low"], row["ci_high"]),
                percent(rule.get(row["cohort_date"])),
                percent(row["no_skill_value"]),
                number(row["row_count"]),
                number(row["positive_count"]),
            )
            for row in reversed(champion)
        ),
        frozenset({1, 2, 3, 4, 5, 6}),
    )
    return Chart(title, label, charts.lines_by_week(points), table)


def estimate_chart(rows: Sequence[Row], *, metric: str) -> Chart:
    """Set what was expected of each week beside what came."""
    points = [
        {
            "week": row["cohort_date"],
            "when": day(row["cohort_date"]),
            "estimated": row["estimated_value"],
            "low": row["ci_low"],
            "high": row["ci_high"],
            "realised": row["realised_value"],
        }
        for row in rows
    ]
    known = sum(row["realised_value"] is not None for row in rows)
    title = f"{titled(metric)}: expected and realised"
    label = f"{title}; the outcomes of {known} of {len(rows)} weeks are known."
    table = Table(
        f"{title}, by week",
        ("week of", "expected", "interval", "realised", "in the interval", "known on"),
        tuple(
            (
                day(row["cohort_date"]),
                number(row["estimated_value"], digits=3),
                interval(row["ci_low"], row["ci_high"]),
                number(row["realised_value"], digits=3),
                _verdict(row["is_within_interval"]),
                day(row["matures_on_date"]),
            )
            for row in reversed(rows)
        ),
        frozenset({1, 2, 3}),
    )
    return Chart(title, label, charts.estimates_by_week(points), table)


def _verdict(is_within: bool | None) -> Cell | str:
    if is_within is None:
        return "not known yet"
    return Cell("yes", "good") if is_within else Cell("no", "warn")


def segment_chart(rows: Sequence[Row]) -> Chart:
    """Show how well the champion ranks within each segment."""
    whole = next((row["metric_value"] for row in rows if row["segment_name"] == "all"), None)
    parts = [row for row in rows if row["segment_name"] != "all"]
    points = [
        {
            "name": f"{titled(row['segment_value'])} ({plain(row['segment_name'])})",
            "value": row["metric_value"],
            "low": row["ci_low"],
            "high": row["ci_high"],
            "span": interval(row["ci_low"], row["ci_high"], digits=2),
        }
        for row in parts
    ]
    title = "ROC AUC for each segment"
    label = f"{title}, with intervals; the dashed line is the whole, {number(whole, digits=2)}."
    table = Table(
        f"{title}, on the holdout",
        ("segment", "value", "ROC AUC", "interval", "rows", "left"),
        tuple(
            (
                titled(row["segment_name"]),
                titled(row["segment_value"]),
                number(row["metric_value"], digits=3),
                interval(row["ci_low"], row["ci_high"]),
                number(row["row_count"]),
                number(row["positive_count"]),
            )
            for row in parts
        ),
        frozenset({2, 3, 4, 5}),
    )
    return Chart(title, label, charts.ranges(points, whole=whole, title="ROC AUC"), table)
