"""The problem and its KPI, alerts, rows kept out, and what nobody knows yet."""

from typing import Final

import duckdb

from apps.dashboard.asking import Row, ask, published_tables
from apps.dashboard.sections import Cell, Part, Section, Table, Tile
from apps.dashboard.wording import count, day, number, plain, titled
from apps.governance.models import champion

KPI: Final = "rpt_kpi_scorecard"
# What a meeting asks for, and the table that would answer; where it is not published, that is said.
ASKED: Final = (
    ("the KPI beside its target", "rpt_kpi_scorecard"),
    ("the effect of contacts against a control group", "rpt_campaign_effect"),
    ("how large an effect the control group can show", "rpt_campaign_power"),
    ("the money saved", "rpt_savings"),
    ("performance on cohorts whose outcome is known", "fct_matured_performance"),
    ("adoption by the teams", "rpt_adoption_weekly"),
)
ALERTS: Final = """
    select * from fct_alerts
    order by closed_on_date is not null, opened_on_date desc, rule_name, subject
"""
QUARANTINED: Final = """
    select * from rpt_quarantined_reasons order by row_count desc, source_table, reason
"""
AT_RISK: Final = """
    select count(*) as customers, count(*) filter (where risk_tier = 'high') as high,
        sum(expected_mrr_loss_usd) as loss, sum(mrr_usd) as mrr
    from rpt_customers_at_risk
"""
UNRIPE: Final = """
    select count(distinct as_of_date) as dates, min(as_of_date) as first_date
    from fct_churn_scores
    where model_role = 'champion'
        and matures_on_date > (select max(as_of_date) from fct_churn_scores)
"""


def problem(connection: duckdb.DuckDBPyConnection) -> Section:
    """Say what is predicted, for whom, and what is at stake."""
    now, stake = champion(connection), ask(connection, AT_RISK)[0]
    horizon = f"within {now['horizon_days']} days" if now else "within the horizon"
    label = f" (label {now['label_name']})" if now else ""
    lead = (
        f"Which customers will leave {horizon}{label}, early enough that somebody can"
        " call them, and"
        " why. Every score is of the morning of its date, from facts that were known before it."
    )
    tiles = (
        Tile("customers in service", number(stake["customers"])),
        Tile("tier high", number(stake["high"])),
        Tile("paid a month", f"${number(stake['mrr'])}"),
        Tile("expected loss a month", f"${number(stake['loss'])}", "probability times payment"),
    )
    tables = (_whole(connection, KPI),) if KPI in published_tables(connection) else ()
    return Section("problem", "The problem", lead, tiles=tiles, tables=tables)


def alerts(connection: duckdb.DuckDBPyConnection) -> Section:
    """Show the alerts that are open, and those that were."""
    rows = ask(connection, ALERTS)
    opened = [row for row in rows if row["closed_on_date"] is None]
    closed = [row for row in rows if row["closed_on_date"] is not None]
    lead = f"{open_alerts(rows)} {len(closed)} of the past are closed."
    return Section(
        "alerts", "Alerts", lead,
        tables=(_alerts("Open alerts", opened),) if opened else (),
        folded=(_alerts("Past alerts", closed),) if closed else (),
    )  # fmt: skip


def open_alerts(rows: list[Row]) -> str:
    """Return how many alerts are open, in a sentence."""
    opened = [row for row in rows if row["closed_on_date"] is None]
    if not opened:
        return "No alert is open."
    verb = "is" if len(opened) == 1 else "are"
    names = "; ".join(
        f"{plain(row['rule_name'])} of {row['subject']} since {day(row['opened_on_date'])},"
        f" {plain(row['owner'])}"
        for row in opened
    )
    return f"{count(len(opened), 'alert')} {verb} open: {names}."


def quarantine(connection: duckdb.DuckDBPyConnection) -> Section:
    """Show how many rows were kept out, and why."""
    rows = ask(connection, QUARANTINED)
    total = sum(row["row_count"] for row in rows)
    lead = (
        f"{count(total, 'row')} broke the source contract and stand in fct_quarantined_rows as they"
        " came. Rows read are those loaded, those kept out and copies: a test counts them."
    )
    heads = ("source table", "reason", "rows", "first", "last")
    body = tuple(
        (
            row["source_table"], row["reason"], number(row["row_count"]),
            day(row["first_recorded_at"]), day(row["last_recorded_at"]),
        )
        for row in rows
    )  # fmt: skip
    table = Table("Rows kept out, by reason", heads, body, frozenset({2}))
    return Section("quarantine", "Quarantine", lead, tables=(table,) if rows else ())


def unknown(connection: duckdb.DuckDBPyConnection) -> Section:
    """Say what the tables cannot tell, each from what is missing or not yet due."""
    published = published_tables(connection)
    body = [_asked(connection, what, table, published=published) for what, table in ASKED]
    unripe = ask(connection, UNRIPE)[0]
    if unripe["dates"]:
        body.append(
            (
                f"whether the scores since {day(unripe['first_date'])} were right",
                Cell("not yet known", "warn"),
                f"{count(unripe['dates'], 'date')} wait for their outcomes",
            )
        )
    sparse = ask(
        connection,
        "select count(*) as n, count(*) filter (where filled_share < 0.5) as few from dim_features",
    )[0]
    body.append(
        (
            "all features of every customer",
            Cell("in part", "warn") if sparse["few"] else Cell("known", "good"),
            f"{sparse['few']} of {sparse['n']} are known for fewer than half of the customers",
        )
    )
    lead = (
        "A score is an estimate, and an explanation says what moved it, not what would have kept"
        " the customer. What else cannot be told today:"
    )
    table = Table("Asked, and what there is", ("question", "answer", "because"), tuple(body))
    return Section("unknown", "What is not known", lead, tables=(table,))


def _asked(
    connection: duckdb.DuckDBPyConnection, what: str, table: str, *, published: frozenset[str]
) -> tuple[str | Cell, ...]:
    if table not in published:
        return what, Cell("not known", "bad"), f"{table} is not published"
    # The name is one of ASKED.
    rows = ask(connection, f"select count(*) as n from {table}")[0]["n"]  # noqa: S608
    if not rows:
        return what, Cell("not yet known", "warn"), f"{table} has no row yet"
    return what, Cell("known", "good"), f"{table} has {count(rows, 'row')}"


def _alerts(caption: str, rows: list[Row]) -> Table:
    heads = ("severity", "rule", "about", "found", "opened", "closed", "owner", "runbook")
    body = tuple(
        (
            Cell(row["severity"], "bad" if row["severity"] == "critical" else "warn"),
            titled(row["rule_name"]), row["subject"], row["evidence"], day(row["opened_on_date"]),
            day(row["closed_on_date"]), plain(row["owner"]), row["runbook"],
        )
        for row in rows
    )  # fmt: skip
    return Table(caption, heads, body)


def _whole(connection: duckdb.DuckDBPyConnection, table: str) -> Table:
    # The name is KPI.
    rows = ask(connection, f"select * from {table} limit 20")  # noqa: S608
    heads = tuple(plain(name) for name in rows[0]) if rows else ()
    body = tuple(tuple(_text(value) for value in row.values()) for row in rows)
    return Table("KPI against target", heads, body)


def _text(value: object) -> str:
    if isinstance(value, float):
        return number(value, digits=3)
    return "–" if value is None else str(value)


BEFORE: Final = (Part(frozenset({"rpt_customers_at_risk"}), problem),)
AFTER: Final = (
    Part(frozenset({"fct_alerts"}), alerts),
    Part(frozenset({"rpt_quarantined_reasons"}), quarantine),
    Part(frozenset({"fct_churn_scores", "dim_features"}), unknown),
)
