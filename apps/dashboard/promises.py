"""Is the promise kept, and by what? Churn against its target, and what calls were worth."""

from typing import Final

import duckdb

from apps.brief.wording import METRICS, PACES, VERDICTS, money
from apps.dashboard.asking import Row, ask
from apps.dashboard.sections import Cell, Part, Section, Table, Tile
from apps.dashboard.wording import day, number, percent, plain, share_interval

SCORECARD: Final = """
    select month_starts_on, metric_name, statement, metric_value, ci_low, ci_high, baseline_value,
        target_value, pace, deadline_on, owner
    from rpt_kpi_scorecard
    where kpi_id is not null
    qualify month_starts_on = max(month_starts_on) over ()
    order by metric_name != 'logo_churn_rate', metric_name
"""
SAVINGS: Final = """
    select savings.policy, savings.before_after_mrr_usd, savings.measured_mrr_usd,
        savings.measured_low_usd, savings.measured_high_usd, savings.verdict,
        savings.agreed_mrr_usd, effects.difference_pp, effects.ci_low, effects.ci_high
    from rpt_savings as savings
    left join rpt_campaign_effect as effects
        on savings.policy = effects.policy and effects.segment_name = 'all'
        and effects.method = 'adjusted'
    order by savings.began_on_date desc nulls last, savings.policy
"""
TONES: Final = {"reached": "good", "on_pace": "good", "behind": "warn", "missed": "bad"}


def kept(connection: duckdb.DuckDBPyConnection) -> Section | None:
    """Set the newest whole month against what was promised of it."""
    rows = ask(connection, SCORECARD)
    if not rows:
        return None
    return Section(
        "promises",
        "Is the promise kept?",
        " ".join(row["statement"] for row in rows),
        tiles=tuple(
            Tile(
                METRICS[row["metric_name"]].lower(),
                percent(row["metric_value"], digits=1),
                f"{share_interval(row['ci_low'], row['ci_high'])}; promised"
                f" {percent(row['target_value'], digits=1)} by {day(row['deadline_on'])}:"
                f" {PACES[row['pace']]}",
                TONES.get(row["pace"], ""),
            )
            for row in rows
        ),
        folded=(
            Table(
                "Month and promise",
                ("month of", "measure", "value", "interval", "before", "promised", "pace", "owner"),
                tuple(
                    (
                        day(row["month_starts_on"]),
                        METRICS[row["metric_name"]],
                        percent(row["metric_value"], digits=1),
                        share_interval(row["ci_low"], row["ci_high"]),
                        percent(row["baseline_value"], digits=1),
                        percent(row["target_value"], digits=1),
                        Cell(PACES[row["pace"]], TONES.get(row["pace"], "")),
                        plain(row["owner"]),
                    )
                    for row in rows
                ),
                frozenset({2, 3, 4, 5}),
            ),
        ),
    )


def saved(connection: duckdb.DuckDBPyConnection) -> Section | None:
    """Say what each programme changed, in three answers that never stand alone."""
    rows = ask(connection, SAVINGS)
    if not rows:
        return None
    return Section(
        "savings",
        "Did the calls help?",
        "Only customers who were drawn by lot not to be called tell what calls change. Before and"
        " after stands beside it because people quote it, and what finance has agreed is what"
        " counts in the books. Dollars are of monthly revenue.",
        tables=(
            Table(
                "Programmes",
                (
                    *("programme", "fewer who left, points", "verdict"),
                    *("before and after", "against control", "agreed"),
                ),
                tuple(_programme(row) for row in rows),
                frozenset({1, 3, 4, 5}),
            ),
        ),
    )


def _programme(row: Row) -> tuple[str | Cell, ...]:
    tone = {"saves": "good", "harms": "bad"}.get(row["verdict"], "calm")
    points = _between(row["ci_low"], row["ci_high"], digits=1)
    dollars = _between(row["measured_low_usd"], row["measured_high_usd"], digits=0)
    return (
        row["policy"],
        Cell(number(row["difference_pp"], digits=1), note=points),
        Cell(VERDICTS[row["verdict"]], tone),
        money(row["before_after_mrr_usd"]),
        Cell(money(row["measured_mrr_usd"]), note=dollars),
        "nothing yet" if row["agreed_mrr_usd"] is None else money(row["agreed_mrr_usd"]),
    )


def _between(low: float | None, high: float | None, *, digits: int) -> str:
    return "" if low is None or high is None else f"{low:,.{digits}f} to {high:,.{digits}f}"


PARTS: Final = (
    Part(frozenset({"rpt_kpi_scorecard"}), kept),
    Part(frozenset({"rpt_savings", "rpt_campaign_effect"}), saved),
)
