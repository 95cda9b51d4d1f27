"""Are model and data well? Alerts, drift, and how fresh everything is."""

from collections import Counter
from collections.abc import Sequence
from typing import Final

import duckdb

from apps.dashboard import charts
from apps.dashboard.asking import Row, ask
from apps.dashboard.drift import DRIFTED, drift
from apps.dashboard.models import PARTS as MODELS
from apps.dashboard.sections import Cell, Chart, Part, Section, Table, Tile
from apps.dashboard.wording import count, day, number, plain, titled

ALERTS: Final = """
    select rule_name, subject, opened_on_date, closed_on_date, severity, owner, runbook, evidence
    from fct_alerts
    order by closed_on_date is not null, opened_on_date desc, rule_name, subject
"""
CHECKS: Final = """
    select rule_name, as_of_date, count(*) as checks, count(*) filter (where is_broken) as broken
    from fct_monitor_checks
    group by rule_name, as_of_date
    order by rule_name, as_of_date
"""
FRESH: Final = """
    select table_name, row_count, content_hash, run_id, published_at, git_commit, as_of_date,
        dbt_version, test_results
    from manifest order by table_name
"""


def watched(connection: duckdb.DuckDBPyConnection) -> Section:
    """Say which alerts are open, and what is watched."""
    alerts, checks = ask(connection, ALERTS), ask(connection, CHECKS)
    opened = [alert for alert in alerts if alert["closed_on_date"] is None]
    closed = [alert for alert in alerts if alert["closed_on_date"] is not None]
    newest = max((row["as_of_date"] for row in checks), default=None)
    now = [row for row in checks if row["as_of_date"] == newest]
    lead = (
        f"{count(sum(row['checks'] for row in now), 'check')} of {count(len(now), 'rule')} ran for"
        f" {day(newest)}; {sum(row['broken'] for row in now)} found something."
        f" {_openings(opened, closed)}"
    )
    tables = [_alert_table("Open alerts", opened)] if opened else []
    folded = [_alert_table("Past alerts", closed)] if closed else []
    shown = (_check_chart(checks),) if checks else ()
    return Section(
        "alerts", "What needs somebody?", lead, charts=shown, tables=(*tables,), folded=(*folded,)
    )


def freshness(connection: duckdb.DuckDBPyConnection) -> Section:
    """Say what these pages were made from."""
    rows = ask(connection, FRESH)
    first = rows[0]
    commit = (first["git_commit"] or "")[:12] or "no commit"
    lead = (
        f"Data as of {day(first['as_of_date'])}, published {first['published_at'][:16]} UTC from"
        f" {commit} by dbt {first['dbt_version']}. {first['test_results']}."
    )
    table = Table(
        f"The tables of publication {first['run_id']}",
        ("table", "rows", "content hash"),
        tuple(
            (row["table_name"], number(row["row_count"]), row["content_hash"][:16]) for row in rows
        ),
        frozenset({1}),
    )
    return Section("freshness", "How fresh is this?", lead, folded=(table,))


def overview(connection: duckdb.DuckDBPyConnection) -> Section:
    """Say the four things to know first."""
    opened = sum(row["closed_on_date"] is None for row in ask(connection, ALERTS))
    now, first = ask(connection, DRIFTED)[0], ask(connection, FRESH)[0]
    tiles = (
        Tile("open alerts", str(opened), tone="bad" if opened else "good"),
        Tile(
            "drifted features",
            str(now["drifted"]),
            f"of {now['features']}",
            tone="warn" if now["drifted"] else "good",
        ),
        Tile("data as of", day(first["as_of_date"])),
        Tile("tests", first["test_results"].split(" ")[0], "in the run, none failed"),
    )
    return Section("overview", "At a glance", "", tiles=tiles)


PARTS: Final = (
    Part(frozenset({"fct_alerts", "fct_feature_drift", "manifest"}), overview),
    Part(frozenset({"fct_alerts", "fct_monitor_checks"}), watched),
    Part(frozenset({"fct_feature_drift", "fct_score_drift"}), drift),
    *MODELS,
    Part(frozenset({"manifest"}), freshness),
)


def _openings(opened: Sequence[Row], closed: Sequence[Row]) -> str:
    if opened:
        by_severity = Counter(alert["severity"] for alert in opened)
        parts = ", ".join(f"{amount} {severity}" for severity, amount in by_severity.items())
        return f"{count(len(opened), 'alert')} {'is' if len(opened) == 1 else 'are'} open: {parts}."
    before = f"; {len(closed)} of the past are closed" if closed else ", and none was before"
    return f"No alert is open{before}."


def _alert_table(caption: str, alerts: Sequence[Row]) -> Table:
    return Table(
        caption,
        ("severity", "rule", "about", "what was found", "opened", "closed", "owner", "runbook"),
        tuple(
            (
                Cell(row["severity"], "bad" if row["severity"] == "critical" else "warn"),
                plain(row["rule_name"]),
                row["subject"],
                row["evidence"],
                day(row["opened_on_date"]),
                day(row["closed_on_date"]),
                titled(row["owner"]),
                row["runbook"],
            )
            for row in alerts
        ),
    )


def _check_chart(rows: Sequence[Row]) -> Chart:
    points = [
        {
            "name": titled(row["rule_name"]),
            "when": day(row["as_of_date"])[:-5],
            "value": row["broken"] / row["checks"],
        }
        for row in rows
    ]
    totals: dict[str, list[int]] = {}
    for row in rows:
        total = totals.setdefault(row["rule_name"], [0, 0, 0])
        total[:] = [total[0] + 1, total[1] + row["checks"], total[2] + row["broken"]]
    table = Table(
        "Checks by rule, all weeks",
        ("rule", "weeks", "checks", "found something"),
        tuple((titled(name), *map(number, total)) for name, total in totals.items()),
        frozenset({1, 2, 3}),
    )
    label = f"Share of checks that found something, by rule and week: {len(totals)} rules."
    title = "Checks that found something, by week"
    spec = charts.heat_by_week(points, full=1, title="found something", form=".0%")
    return Chart(title, label, spec, table)
