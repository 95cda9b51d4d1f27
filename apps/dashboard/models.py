"""The models of the health page: ladder, gates, what moved in them, what was decided."""

from collections.abc import Sequence
from typing import Final

import duckdb

from apps.dashboard import charts
from apps.dashboard.asking import Row, ask
from apps.dashboard.sections import Cell, Chart, Part, Section, Table
from apps.dashboard.wording import count, day, interval, number, percent, plain, titled

LADDER: Final = """
    select model_version, algorithm, stage, reason, trained_as_of_date
    from dim_model_versions
    qualify trained_as_of_date = max(trained_as_of_date) over ()
    order by rung
"""
METRICS: Final = """
    select metrics.model_version, metrics.metric_name, metrics.metric_value, metrics.ci_low,
        metrics.ci_high
    from fct_model_metrics as metrics
    inner join dim_model_versions as versions on metrics.model_version = versions.model_version
    where metrics.data_split = 'holdout' and metrics.segment_name = 'all'
    qualify versions.trained_as_of_date = max(versions.trained_as_of_date) over ()
"""
GATES: Final = """
    select gates.model_version, gates.gate_name, gates.candidate_value, gates.reference_value,
        gates.threshold, gates.is_required, gates.has_passed, gates.error
    from fct_promotion_gates as gates
    inner join dim_model_versions as versions on gates.model_version = versions.model_version
    qualify versions.trained_as_of_date = max(versions.trained_as_of_date) over ()
    order by gates.gate_name, versions.rung
"""
SHIFTS: Final = """
    select shifts.feature_name, shifts.importance_rank, shifts.previous_importance_rank,
        shifts.importance_share, shifts.previous_importance_share, shifts.has_changed_direction,
        shifts.model_version, shifts.previous_model_version
    from fct_importance_shifts as shifts
    inner join dim_champions as champions on shifts.model_version = champions.model_version
    qualify champions.champion_from_date = max(champions.champion_from_date) over ()
        and row_number() over (
            partition by shifts.model_version order by shifts.importance_rank
        ) <= 12
    order by shifts.importance_rank
"""
PROMOTIONS: Final = """
    select trained_as_of_date, outcome, decided_by, reason, champion_version
    from fct_promotion_decisions order by trained_as_of_date desc
"""
RETRAININGS: Final = """
    select as_of_date, decision, reason, evidence
    from fct_retraining_decisions order by as_of_date desc
"""
SHOWN: Final = (
    ("average_precision", 3),
    ("roc_auc", 3),
    ("lift_at_capacity", 2),
    ("expected_calibration_error", 3),
)
TONES: Final = {"champion": "good", "challenger": "calm", "promoted": "good", "train": "calm"}


def ladder(connection: duckdb.DuckDBPyConnection) -> Section | None:
    """Show every rung of the newest training, how it did, and which gates it passed."""
    rungs, gates = ask(connection, LADDER), ask(connection, GATES)
    if not rungs:
        return None
    metrics = {(row["model_version"], row["metric_name"]): row for row in ask(connection, METRICS)}
    lead = (
        f"Trained as of {day(rungs[0]['trained_as_of_date'])}. The simplest model that is as good"
        " as the best is used, and only if it is approved and through every gate. The values are"
        " of the weeks held back from training, with their intervals."
    )
    return Section(
        "ladder",
        "Which model is used, and why?",
        lead,
        tables=(_ladder_table(rungs, metrics),),
        folded=(_gate_table(gates, rungs),) if gates else (),
    )


def importances(connection: duckdb.DuckDBPyConnection) -> Section | None:
    """Show how far the newest champion looks at other things than the one before."""
    rows = ask(connection, SHIFTS)
    if not rows:
        return None
    turned = sum(bool(row["has_changed_direction"]) for row in rows)
    now, before = rows[0]["model_version"], rows[0]["previous_model_version"]
    lead = (
        f"The features that {now} looks at most (filled), and how much {before} did (grey)."
        f" {turned or 'None'} of them changed direction."
    )
    return Section(
        "importances", "Does it look at the same things?", lead, charts=(_shift_chart(rows),)
    )


def decisions(connection: duckdb.DuckDBPyConnection) -> Section:
    """List what was decided about models, newest first."""
    promotions, retrainings = ask(connection, PROMOTIONS), ask(connection, RETRAININGS)
    trained = sum(row["decision"] == "train" for row in retrainings)
    promoted = sum(row["outcome"] == "promoted" for row in promotions)
    lead = (
        f"In {count(len(retrainings), 'week')} a training was called for {trained} times; of"
        f" {count(len(promotions), 'training')} {promoted} gave a new champion."
    )
    promotion_table = Table(
        "Promotions",
        ("trained as of", "outcome", "by", "champion", "why"),
        tuple(
            (
                day(row["trained_as_of_date"]),
                Cell(row["outcome"], TONES.get(row["outcome"], "calm")),
                row["decided_by"],
                row["champion_version"] or "none",
                row["reason"],
            )
            for row in promotions
        ),
    )
    retraining_table = Table(
        "Retraining, week by week",
        ("week of", "decision", "why", "evidence"),
        tuple(
            (
                day(row["as_of_date"]),
                Cell(row["decision"], TONES.get(row["decision"], "")),
                row["reason"],
                row["evidence"],
            )
            for row in retrainings
        ),
    )
    return Section(
        "decisions",
        "What was decided?",
        lead,
        tables=(promotion_table,),
        folded=(retraining_table,),
    )


PARTS: Final = (
    Part(
        frozenset({"dim_model_versions", "fct_model_metrics", "fct_promotion_gates"}),
        ladder,
    ),
    Part(frozenset({"fct_importance_shifts", "dim_champions"}), importances),
    Part(frozenset({"fct_promotion_decisions", "fct_retraining_decisions"}), decisions),
)


def _ladder_table(rungs: Sequence[Row], metrics: dict[tuple[str, str], Row]) -> Table:
    return Table(
        "The ladder, simplest first",
        ("model", "stage", *(titled(name) for name, _ in SHOWN), "why"),
        tuple(
            (
                titled(rung["algorithm"]),
                Cell(rung["stage"], TONES.get(rung["stage"], "")),
                *(
                    _measured(metrics.get((rung["model_version"], name)), digits=digits)
                    for name, digits in SHOWN
                ),
                rung["reason"],
            )
            for rung in rungs
        ),
        frozenset(range(2, 2 + len(SHOWN))),
    )


def _measured(metric: Row | None, *, digits: int) -> Cell | str:
    if metric is None:
        return number(None)
    span = interval(metric["ci_low"], metric["ci_high"], digits=digits)
    return Cell(number(metric["metric_value"], digits=digits), note=span)


def _gate_table(gates: Sequence[Row], rungs: Sequence[Row]) -> Table:
    verdicts = {(row["gate_name"], row["model_version"]): row for row in gates}
    names = dict.fromkeys(row["gate_name"] for row in gates)
    versions = [rung["model_version"] for rung in rungs]
    return Table(
        "Gates of the newest training",
        ("gate", *(titled(rung["algorithm"]) for rung in rungs)),
        tuple(
            (titled(name), *(_verdict(verdicts.get((name, version))) for version in versions))
            for name in names
        ),
    )


def _verdict(gate: Row | None) -> Cell | str:
    if gate is None:
        return "not asked"
    if gate["error"] is not None:
        return Cell("error", "bad")
    needed = "" if gate["is_required"] else ", not required"
    return Cell("passed", "good") if gate["has_passed"] else Cell(f"failed{needed}", "bad")


def _shift_chart(rows: Sequence[Row]) -> Chart:
    points = [
        {
            "name": titled(row["feature_name"]),
            "now": row["importance_share"],
            "before": row["previous_importance_share"],
        }
        for row in rows
    ]
    table = Table(
        "Share of the model, now and before",
        ("feature", "now", "before", "rank now", "rank before"),
        tuple(
            (
                titled(row["feature_name"]),
                percent(row["importance_share"], digits=1),
                percent(row["previous_importance_share"], digits=1),
                number(row["importance_rank"]),
                number(row["previous_importance_rank"]),
            )
            for row in rows
        ),
        frozenset({1, 2, 3, 4}),
    )
    title = "Share of each feature in the model"
    label = f"{title}: {plain(rows[0]['feature_name'])} leads."
    return Chart(title, label, charts.moves(points, now="now", before="before"), table)
