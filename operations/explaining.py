"""Say where a score comes from: the publication's rows, and the feature row of the warehouse."""

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import duckdb

from apps.provenance import Provenance, Row
from apps.text import printable

FEATURES = "select * from features.feat_customers where customer_id = ? and as_of_date = ?"
CATALOG = "select feature_name, unit from seeds.feature_catalog"
NAME_WIDTH, VALUE_WIDTH = 36, 14


@dataclass(frozen=True)
class FeatureRow:
    """What the warehouse holds today of the row that was scored."""

    values: dict[str, Any]
    feature_row_hash: str


def read_features(
    connection: duckdb.DuckDBPyConnection, *, customer_id: str, as_of_date: date
) -> FeatureRow | str:
    """Return the feature row, or a sentence where the warehouse holds it no more."""
    answer = connection.execute(FEATURES, [customer_id, as_of_date])
    names = [str(column[0]) for column in answer.description or []]
    rows = answer.fetchall()
    if not rows:
        return "The warehouse holds no feature row of that date: a full refresh keeps Mondays only."
    row = dict(zip(names, rows[0], strict=True))
    known = [name for name, _ in connection.execute(CATALOG).fetchall()]
    return FeatureRow(
        values={name: row[name] for name in known if name in row},
        feature_row_hash=str(row["feature_row_hash"]),
    )


def render(found: Provenance, *, features: FeatureRow | str) -> str:
    """Return the whole provenance as text."""
    sections = [
        ("Score", _score(found.score)),
        ("Reasons", _reasons(found.score, found.reasons)),
        ("Feature row", _features(features, recorded=found.score["feature_row_hash"])),
        ("Model", _version(found.version)),
        ("Gates", _gates(found.gates)),
        ("Approvals in force on the date", _approvals(found.approvals)),
        ("Publication", _publication(found.manifest)),
    ]
    name = found.score["customer_name"]
    title = f"{found.score['customer_id']}{f', {name}' if name else ''}"
    lines = [f"{title}, as of {found.score['as_of_date']}"]
    for head, body in sections:
        lines += ["", head, *(f"  {line}" for line in body)]
    return "\n".join(printable(line) for line in lines)


def _score(score: Row) -> Iterator[str]:
    yield (
        f"{score['churn_probability']:.2%} churn probability, tier {score['risk_tier']}, "
        f"rank {score['risk_rank']:,} of {score['scored_count']:,}"
    )
    if score["mrr_usd"] is not None:
        loss = score["expected_mrr_loss_usd"]
        yield f"${score['mrr_usd']:,.2f} a month, expected loss ${loss:,.2f}"
    if score["previous_churn_probability"] is not None:
        yield (
            f"{score['previous_churn_probability']:.2%} on the date before, "
            f"{score['change_pp']:+.2f} points since"
        )
    yield f"raw score {score['raw_score']:.9f} (log-odds); rule score {score['rule_score']:g}"
    backfill = ", scored later with what was known then" if score["is_backfill"] else ""
    yield f"scored by the build of {score['scored_at']} UTC{backfill}"
    yield f"the outcome is known from {score['matures_on_date']}"


def _reasons(score: Row, reasons: list[Row]) -> Iterator[str]:
    yield f"{score['base_pp']:>+9.4f}  before any feature speaks"
    for row in reasons:
        yield f"{row['contribution_pp']:>+9.4f}  {row['reason_text']}"
    total = math.fsum([score["base_pp"], *(row["contribution_pp"] for row in reasons)])
    yield f"{total:>9.4f}  points in all; the probability is {100 * score['churn_probability']:.4f}"


def _features(features: FeatureRow | str, *, recorded: str) -> Iterator[str]:
    yield f"hash when it was scored: {recorded}"
    if isinstance(features, str):
        yield f"not shown: {features}"
        return
    is_same = features.feature_row_hash == recorded
    yield (
        "the warehouse holds the same row:"
        if is_same
        else f"the warehouse holds ANOTHER row now ({features.feature_row_hash}):"
    )
    cells = [
        f"{name:<{NAME_WIDTH}}{_value(value):>{VALUE_WIDTH}}"
        for name, value in features.values.items()
    ]
    half = (len(cells) + 1) // 2
    for place in range(half):
        yield "    ".join(cells[place::half])


def _value(value: Any) -> str:
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return "unknown"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:,.6g}" if isinstance(value, int | float) else str(value)


def _version(version: Row) -> Iterator[str]:
    yield f"{version['model_version']}, {version['stage']} by {version['decided_by']}"
    yield version["reason"]
    rows, customers = version["training_row_count"], version["training_customer_count"]
    yield (
        f"trained as of {version['trained_as_of_date']} on {rows:,} rows of {customers:,} "
        f"customers, {version['positive_count']:,} of the rows churned"
    )
    for name in ("train", "validation", "holdout"):
        yield f"{name:<18}{version[f'{name}_from_date']} to {version[f'{name}_to_date']}"
    for name in ("data_fingerprint", "feature_set_hash", "artifact_hash", "code_version"):
        yield f"{name.replace('_', ' '):<18}{version[name]}"
    parameters = json.loads(version["parameters"])
    yield "parameters        " + ", ".join(f"{name} {value}" for name, value in parameters.items())
    yield f"check: mainstay reproduce {version['model_version']}"


def _gates(gates: list[Row]) -> Iterator[str]:
    for gate in gates:
        passed = "passed" if gate["has_passed"] else "FAILED"
        kind = "" if gate["is_required"] else " (informs)"
        values = " against ".join(
            _value(round(gate[name], 3))
            for name in ("candidate_value", "reference_value")
            if gate[name] is not None
        )
        error = f" {gate['error']}" if gate["error"] else ""
        yield f"{passed:<8}{gate['gate_name'].replace('_', ' ')}{kind}: {values}{error}"
    if not gates:
        yield "none is recorded"


def _approvals(approvals: list[Row]) -> Iterator[str]:
    for row in approvals:
        until = f"until {row['expires_on']}" if row["expires_on"] else "without an end"
        yield (
            f"{row['action']} {row['model_version'] or row['algorithm']} for {row['label_name']}, "
            f"by {row['approved_by']} from {row['approved_on']} {until}: {row['reason']}"
        )
    if not approvals:
        yield "NONE: nobody has approved this family or this version for that date"


def _publication(manifest: Row) -> Iterator[str]:
    yield f"run {manifest['run_id']}, of {manifest['published_at']} UTC"
    yield f"git commit {manifest['git_commit'] or 'unknown'}, dbt {manifest['dbt_version']}"
    yield f"scores: {manifest['row_count']:,} rows, content hash {manifest['content_hash']}"
    yield str(manifest["test_results"])
