"""What a reviewer is told, each from the tables."""

from dataclasses import dataclass
from typing import Final

import duckdb

from apps.dashboard.asking import Row, ask, published_tables
from apps.dashboard.sections import Cell, Table
from apps.dashboard.wording import count, day, interval, number, percent, plain
from apps.governance import watching
from apps.governance.columns import ColumnLineage
from apps.governance.decisions import APPROVALS
from apps.governance.graph import Graph
from apps.governance.lineage import behind_features
from apps.governance.models import FEATURES, champion
from apps.provenance import Provenance

SMALL: Final = """
    select segment_value, metric_name, metric_value, ci_low, ci_high, no_skill_value, row_count,
        positive_count
    from fct_model_metrics
    where model_version = ? and data_split = 'holdout' and segment_name in ('company_size', 'all')
        and metric_name in ('average_precision', 'roc_auc') and cohort_date is null
    order by segment_value != 'small', segment_value, metric_name
"""
HOLDS_CUSTOMERS: Final = """
    select table_name from duckdb_columns()
    where column_name = 'customer_id' and schema_name = 'main'
        and database_name = current_database()
    order by table_name
"""


@dataclass(frozen=True)
class Facts:
    """What the questions are asked of."""

    connection: duckdb.DuckDBPyConnection
    graph: Graph
    traced: ColumnLineage
    score: Provenance


def owned(facts: Facts) -> tuple[str, Table]:
    """Say who owns what people and systems read."""
    graph = facts.graph
    read = sorted({key for key in graph.consumers if key in graph.nodes})
    rows = tuple(
        (node.name, node.owner, graph.owners.get(node.owner, "–"), ", ".join(graph.consumers[key]))
        for key in read
        for node in (graph.nodes[key],)
    )
    teams = sorted({row[1] for row in rows})
    scores = graph.named("fct_churn_scores")
    owner = scores.owner if scores else "nobody"
    sentences = (
        f"The scores belong to {owner}. What people and systems read belongs to"
        f" {', '.join(teams)}; the table names the owner of each."
    )
    return sentences, Table("Owners of what is read", ("table", "owner", "address", "by"), rows)


def approved(facts: Facts) -> tuple[str, None]:
    """Say whose approval the champion runs on."""
    in_use = [row for row in ask(facts.connection, APPROVALS) if row["is_in_use"]]
    if not in_use:
        return "No approval in force covers the champion: that is a finding.", None
    told = "; ".join(
        f"{row['approved_by']} on {day(row['approved_on'])}, until {day(row['expires_on'])}"
        f" ({row['action']} {row['model_version'] or row['algorithm']}): {row['reason']}"
        for row in in_use
    )
    return f"{told} Who changed and reviewed that row is in git's history of it.", None


def data(facts: Facts) -> tuple[str, Table]:
    """Say which rows the champion learned from, and which source columns."""
    now = _champion(facts)
    names = [row["feature_name"] for row in ask(facts.connection, FEATURES)]
    by_table: dict[str, list[str]] = {}
    for name in sorted(behind_features(facts.graph, facts.traced, names=names)):
        table, column = name.split(".", maxsplit=1)
        by_table.setdefault(table, []).append(column)
    sentences = (
        f"{now['model_version']} learned from {number(now['training_row_count'])} rows of"
        f" {number(now['training_customer_count'])} customers, {day(now['train_from_date'])} to"
        f" {day(now['train_to_date'])}, and was judged on {day(now['holdout_from_date'])} to"
        f" {day(now['holdout_to_date'])}. The fingerprint of these rows is"
        f" {now['data_fingerprint']}."
    )
    rows = tuple((table, ", ".join(columns)) for table, columns in by_table.items())
    return sentences, Table("Source columns behind the features", ("source", "columns"), rows)


def personal(facts: Facts) -> tuple[str, Table]:
    """Say which personal columns are published, and what for."""
    published = published_tables(facts.connection)
    rows = tuple(
        (f"{node.name}.{column.name}", column.pii_purpose or "no purpose is declared")
        for node in sorted(facts.graph.nodes.values(), key=lambda node: node.name)
        for column in node.columns.values()
        if column.is_pii and node.name in published
    )
    sentences = (
        f"{count(len(rows), 'public column')} are personal, each for the purpose beside"
        " it. No other"
        " leaves the warehouse, and a test of the build holds the publication to that."
    )
    return sentences, Table("Personal columns that are published", ("column", "purpose"), rows)


def small(facts: Facts) -> tuple[str, Table]:
    """Say how good the champion is for small customers, beside others."""
    rows = ask(facts.connection, SMALL, values=[_champion(facts)["model_version"]])
    small = {row["metric_name"]: row for row in rows if row["segment_value"] == "small"}
    if not small:
        sentences = "The holdout has no small customers, so nobody knows."
    else:
        told = "; ".join(_told(row) for row in small.values())
        first = next(iter(small.values()))
        sentences = (
            f"On the holdout, for small customers: {told}. That rests on"
            f" {count(first['row_count'], 'row')}, {number(first['positive_count'])} of which"
            " churned."
        )
    body = tuple(
        (
            row["segment_value"], plain(row["metric_name"]), number(row["metric_value"], digits=3),
            interval(row["ci_low"], row["ci_high"]), number(row["no_skill_value"], digits=3),
            number(row["row_count"]),
        )
        for row in rows
    )  # fmt: skip
    heads = ("size", "metric", "value", "interval", "no skill", "rows")
    return sentences, Table("By size of the customer", heads, body, frozenset({2, 4, 5}))


def _told(row: Row) -> str:
    return (
        f"{plain(row['metric_name'])} {number(row['metric_value'], digits=3)}"
        f" ({interval(row['ci_low'], row['ci_high'])}; no skill"
        f" {number(row['no_skill_value'], digits=3)})"
    )


def flagged(facts: Facts) -> tuple[str, Table]:
    """Say what one score rests on."""
    score, version = facts.score.score, facts.score.version
    approved = "; ".join(
        f"{row['action']} by {row['approved_by']} from {day(str(row['approved_on']))}"
        for row in facts.score.approvals
    )
    sentences = (
        f"{score['customer_id']} ({score['customer_name'] or 'no name'}) had a churn probability of"
        f" {percent(score['churn_probability'], digits=1)} on {day(str(score['as_of_date']))}: tier"
        f" {score['risk_tier']}, rank {score['risk_rank']} of {score['scored_count']}. By"
        f" {version['model_version']}, approved then: {approved or 'by nobody'}. The base is"
        f" {number(score['base_pp'], digits=1)} points; with the contributions below it adds up to"
        f" the probability. Its feature row had the hash {score['feature_row_hash']}."
    )
    body = tuple(
        (
            row["reason_text"] or plain(row["feature_name"]),
            row["value_display"] or "–",
            Cell(f"{row['contribution_pp']:+.1f}", "bad" if row["contribution_pp"] > 0 else "good"),
        )
        for row in facts.score.reasons
    )
    heads = ("reason", "value", "points")
    return sentences, Table("What raised and lowered it", heads, body, frozenset({2}))


def reproduced(facts: Facts) -> tuple[str, None]:
    """Say how the champion is made again."""
    now = _champion(facts)
    return (
        f"Yes: mainstay reproduce {now['model_version']} trains again from the rows of fingerprint"
        f" {now['data_fingerprint'][:16]} with code {now['code_version']}, and must arrive at the"
        f" artifact {now['artifact_hash'][:16]} and at the same scores, bit for bit. It ends with 0"
        " only if all of it is the same.",
        None,
    )


def alerts(facts: Facts) -> tuple[str, None]:
    """Say which alerts are open, and how much is checked."""
    rows = ask(facts.connection, watching.ALERTS)
    newest = ask(
        facts.connection,
        "select max(as_of_date) as on_date, count(distinct rule_name) as rules"
        " from fct_monitor_checks",
    )[0]
    return (
        f"{watching.open_alerts(rows)} {count(newest['rules'], 'rule')} of data and model are"
        f" checked, last for {day(newest['on_date'])}.",
        None,
    )


def erased(facts: Facts) -> tuple[str, Table]:
    """Say where a customer stands, and what is left to do by hand."""
    published = [row["table_name"] for row in ask(facts.connection, HOLDS_CUSTOMERS)]
    held = sorted(
        (node.name, node.layer, "kept for ever" if node.is_recorded else "made again by a build")
        for node in facts.graph.nodes.values()
        if node.kind == "model" and "customer_id" in facts.traced.columns[node.key]
    )
    kept = sum(row[2] == "kept for ever" for row in held)
    versions = ask(facts.connection, "select count(*) as n from dim_model_versions")[0]["n"]
    sentences = (
        "No command erases a customer yet; docs/erasure.md is the procedure, by hand. The customer"
        f" stands in {count(len(held), 'table')} of the warehouse, {kept} of which are"
        " kept for ever"
        f" and want a delete of their own, and in {len(published)} published tables, which the next"
        f" build replaces; older publications are removed. {count(versions, 'model version')} hold"
        " sums over customers and no customer's row; a training of then cannot be reproduced"
        " afterwards, and mainstay reproduce will say so."
    )
    heads = ("table", "layer", "how it comes to be")
    return sentences, Table("Where a customer stands", heads, tuple(held))


def _champion(facts: Facts) -> Row:
    # A score was traced, so there is one.
    now = champion(facts.connection)
    return now or {}
