"""The model: its card in short, the ladder, who approved it, gates, decisions, and its hashes."""

from typing import Final

import duckdb

from apps.dashboard.asking import Row, ask
from apps.dashboard.sections import Cell, Part, Section, Table, Tile
from apps.dashboard.wording import count, day, interval, number, percent, plain, titled

CHAMPION: Final = """
    select *, (parameters::json->>'horizon_days')::integer as horizon_days
    from dim_champions order by champion_from_date desc, model_version limit 1
"""
METRICS: Final = """
    select metric_name, metric_value, ci_low, ci_high, no_skill_value, row_count, positive_count
    from fct_model_metrics
    where model_version = ? and data_split = 'holdout'
        and segment_name = 'all' and cohort_date is null
    order by metric_name
"""
LADDER: Final = """
    select versions.model_version, versions.algorithm, versions.stage, versions.decided_by,
        versions.reason, metrics.metric_value, metrics.ci_low, metrics.ci_high
    from dim_model_versions as versions
    left join fct_model_metrics as metrics
        on versions.model_version = metrics.model_version and metrics.data_split = 'holdout'
        and metrics.segment_name = 'all' and metrics.metric_name = 'average_precision'
        and metrics.cohort_date is null
    where versions.trained_as_of_date = ?
    order by versions.rung desc, versions.model_version
"""
GATES: Final = """
    select gate_name, is_required, has_passed, candidate_value, reference_value, threshold, error
    from fct_promotion_gates where model_version = ? order by is_required desc, gate_name
"""
APPROVALS: Final = """
    select * from rpt_approvals
    order by is_in_use desc, approval_state = 'in_force' desc, approved_on desc, approval_id
"""
DECISIONS: Final = """
    select trained_as_of_date as on_date, outcome as decision, decided_by, reason
    from fct_promotion_decisions
    union all
    select as_of_date, decision, 'schedule', reason || ': ' || evidence
    from fct_retraining_decisions
    order by on_date desc, decided_by, decision
"""
FEATURES: Final = "select * from dim_features order by importance_rank nulls last, feature_name"
REPRODUCED: Final = """
    select model_version, trained_as_of_date, data_fingerprint, feature_set_hash, artifact_hash,
        code_version
    from dim_champions order by champion_from_date desc, model_version
"""


def champion(connection: duckdb.DuckDBPyConnection) -> Row | None:
    """Return the champion of the newest date, if there is one."""
    return next(iter(ask(connection, CHAMPION)), None)


def model(connection: duckdb.DuckDBPyConnection) -> Section | None:
    """Show the champion: what it learned from, and how good it was on dates it never saw."""
    now = champion(connection)
    if now is None:
        return None
    metrics = {row["metric_name"]: row for row in ask(connection, METRICS, values=[now["model_version"]])}
    tiles = [
        Tile("trained on", number(now["training_row_count"]), f"{number(now['training_customer_count'])} customers"),
        Tile("churned of them", percent(now["positive_count"] / now["training_row_count"], digits=1)),
        *(_metric_tile(metrics[name]) for name in ("average_precision", "roc_auc") if name in metrics),
    ]
    lead = (
        f"{now['model_version']} is {plain(now['algorithm'])}, trained as of"
        f" {day(now['trained_as_of_date'])}. {now['reason']} The card in full: mainstay card."
    )
    return Section(
        "model", "The model", lead, tiles=tuple(tiles),
        tables=(_ladder(connection, now),),
        folded=(_metrics(list(metrics.values())), _splits(now)),
    )  # fmt: skip


def approvals(connection: duckdb.DuckDBPyConnection) -> Section:
    """Say who approved what, and what of it counts today."""
    rows = ask(connection, APPROVALS)
    in_use = [row for row in rows if row["is_in_use"]]
    counted = sum(row["approval_state"] == "in_force" for row in rows)
    lead = f"{count(len(rows), 'decision')} are recorded, {counted} count today. "
    lead += " ".join(
        f"The champion runs on that of {row['approved_by']} from {day(row['approved_on'])}"
        f" until {day(row['expires_on'])}."
        for row in in_use
    )
    tables = [_approvals("Decisions that the champion runs on", in_use)] if in_use else []
    rest = [row for row in rows if not row["is_in_use"]]
    return Section(
        "approvals", "Approvals", lead.strip(), tables=(*tables,),
        folded=(_approvals("All other decisions", rest),) if rest else (),
    )  # fmt: skip


def gates(connection: duckdb.DuckDBPyConnection) -> Section | None:
    """Show the gates that the champion went through, and all decisions of the period."""
    now = champion(connection)
    if now is None:
        return None
    rows = ask(connection, GATES, values=[now["model_version"]])
    decisions = ask(connection, DECISIONS)
    failed = [plain(row["gate_name"]) for row in rows if not row["has_passed"]]
    told = ", ".join(failed) or "none"
    lead = (
        f"{len(rows) - len(failed)} of {count(len(rows), 'gate')} passed; not passed: {told}."
        f" A gate that errors has failed. {count(len(decisions), 'decision')} to train, to keep or"
        " to promote stand below."
    )
    return Section(
        "gates", "Gates and decisions", lead, tables=(_gates(rows),), folded=(_decisions(decisions),)
    )


def features(connection: duckdb.DuckDBPyConnection) -> Section | None:
    """Show the dictionary, with what was measured: how often known, how much it moves."""
    rows = ask(connection, FEATURES)
    if not rows:
        return None
    sparse = sum((row["filled_share"] or 0) < 0.5 for row in rows)
    against = [
        plain(row["feature_name"]) for row in rows
        if {row["expected_direction"], row["learned_direction"]} == {"up", "down"}
    ]  # fmt: skip
    lead = (
        f"{count(len(rows), 'feature')}, measured on {day(rows[0]['as_of_date'])}; {sparse} are known"
        f" for fewer than half of the customers. Learned against what was expected: "
        f"{', '.join(against) or 'none'}."
    )
    heads = ("feature", "owner", "unit", "known for", "share of importance", "expected", "learned", "when empty")
    body = tuple(
        (
            row["feature_name"], row["owner"], row["unit"], percent(row["filled_share"]),
            percent(row["importance_share"], digits=1), row["expected_direction"],
            row["learned_direction"] or "–", row["null_policy"],
        )
        for row in rows
    )  # fmt: skip
    first = Table("The ten that move scores most", heads, body[:10], frozenset({3, 4}))
    rest = Table("All other features", heads, body[10:], frozenset({3, 4}))
    return Section("features", "Feature dictionary", lead, tables=(first,), folded=(rest,))


def hashes(connection: duckdb.DuckDBPyConnection) -> Section | None:
    """Show what a model can be made again from, and compared with."""
    rows = ask(connection, REPRODUCED)
    if not rows:
        return None
    lead = (
        "Same data, same code, same seed give the same artifact, bit for bit. mainstay reproduce"
        f" {rows[0]['model_version']} trains it again and compares these hashes and the scores."
    )
    heads = ("model version", "trained as of", "data fingerprint", "features", "artifact", "code")
    body = tuple(
        (
            row["model_version"], day(row["trained_as_of_date"]), row["data_fingerprint"][:16],
            row["feature_set_hash"][:16], row["artifact_hash"][:16], row["code_version"],
        )
        for row in rows
    )  # fmt: skip
    table = Table("Champions and their hashes (first 16 digits)", heads, body)
    return Section("hashes", "Made again", lead, tables=(table,))


def _metric_tile(row: Row) -> Tile:
    note = f"{interval(row['ci_low'], row['ci_high'])}; no skill {number(row['no_skill_value'], digits=3)}"
    return Tile(f"{plain(row['metric_name'])}, holdout", number(row["metric_value"], digits=3), note)


def _ladder(connection: duckdb.DuckDBPyConnection, now: Row) -> Table:
    rows = ask(connection, LADDER, values=[now["trained_as_of_date"]])
    return Table(
        f"The ladder of {day(now['trained_as_of_date'])}: average precision on the holdout",
        ("rung", "stage", "value", "interval", "why"),
        tuple(
            (
                titled(row["algorithm"]),
                Cell(row["stage"], "good" if row["stage"] == "champion" else "calm"),
                number(row["metric_value"], digits=3),
                interval(row["ci_low"], row["ci_high"]),
                row["reason"] or "–",
            )
            for row in rows
        ),
        frozenset({2}),
    )


def _metrics(rows: list[Row]) -> Table:
    body = tuple(
        (
            titled(row["metric_name"]), number(row["metric_value"], digits=3),
            interval(row["ci_low"], row["ci_high"]), number(row["no_skill_value"], digits=3),
        )
        for row in rows
    )  # fmt: skip
    heads = ("metric", "value", "interval", "no skill")
    return Table("All metrics of the champion on the holdout", heads, body, frozenset({1, 3}))


def _splits(now: Row) -> Table:
    body = tuple(
        (part, day(now[f"{part}_from_date"]), day(now[f"{part}_to_date"]))
        for part in ("train", "validation", "holdout")
    )
    return Table("Dates that it was trained and judged on", ("part", "from", "to"), body)


def _approvals(caption: str, rows: list[Row]) -> Table:
    heads = ("decision", "of what", "by", "on", "until", "state", "reason")
    body = tuple(
        (
            row["action"], row["model_version"] or f"{plain(row['algorithm'])}, {row['label_name']}",
            row["approved_by"], day(row["approved_on"]), day(row["expires_on"]),
            Cell(plain(row["approval_state"]), "good" if row["approval_state"] == "in_force" else "calm"),
            row["reason"] or "–",
        )
        for row in rows
    )  # fmt: skip
    return Table(caption, heads, body)


def _gates(rows: list[Row]) -> Table:
    body = tuple(
        (
            titled(row["gate_name"]),
            Cell("passed", "good") if row["has_passed"] else Cell("not passed", "bad" if row["is_required"] else "warn"),
            "required" if row["is_required"] else "told only",
            number(row["candidate_value"], digits=3), number(row["reference_value"], digits=3),
            row["error"] or "–",
        )
        for row in rows
    )  # fmt: skip
    heads = ("gate", "verdict", "weight", "this model", "compared with", "error")
    return Table("Gates of the champion", heads, body, frozenset({3, 4}))


def _decisions(rows: list[Row]) -> Table:
    body = tuple(
        (day(row["on_date"]), plain(row["decision"]), row["decided_by"], row["reason"]) for row in rows
    )
    return Table("Decisions, the newest first", ("as of", "decision", "by", "why"), body)


PARTS: Final = (
    Part(frozenset({"dim_champions", "dim_model_versions", "fct_model_metrics"}), model),
    Part(frozenset({"rpt_approvals"}), approvals),
    Part(
        frozenset(
            {
                "dim_champions", "fct_promotion_gates", "fct_promotion_decisions",
                "fct_retraining_decisions",
            }
        ),
        gates,
    ),
    Part(frozenset({"dim_features"}), features),
    Part(frozenset({"dim_champions"}), hashes),
)  # fmt: skip
