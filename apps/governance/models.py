"""The model: its card in short, the ladder, the features it reads, and its hashes."""

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
    metrics = {
        row["metric_name"]: row for row in ask(connection, METRICS, values=[now["model_version"]])
    }
    tiles = [
        Tile(
            "trained on",
            number(now["training_row_count"]),
            f"{number(now['training_customer_count'])} customers",
        ),
        Tile(
            "churned of them", percent(now["positive_count"] / now["training_row_count"], digits=1)
        ),
        *(
            _metric_tile(metrics[name])
            for name in ("average_precision", "roc_auc")
            if name in metrics
        ),
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


def features(connection: duckdb.DuckDBPyConnection) -> Section | None:
    """Show the dictionary, with what was measured: how often known, how much it moves."""
    rows = ask(connection, FEATURES)
    if not rows:
        return None
    sparse = sum((row["filled_share"] or 0) < 0.5 for row in rows)
    against = sum(_is_against(row) for row in rows)
    lead = (
        f"{count(len(rows), 'feature')}, measured on {day(rows[0]['as_of_date'])};"
        f" {sparse} are known"
        f" for fewer than half of the customers. {against} were learned against what was"
        " expected, and"
        " are marked; a gate asks how many may be."
    )
    heads = (
        "feature",
        "owner",
        "unit",
        "known for",
        "share of importance",
        "expected",
        "learned",
        "when empty",
    )
    body = tuple(
        (
            row["feature_name"], row["owner"], row["unit"], percent(row["filled_share"]),
            percent(row["importance_share"], digits=1), row["expected_direction"],
            Cell(row["learned_direction"] or "–", "warn" if _is_against(row) else ""),
            row["null_policy"],
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


def _is_against(row: Row) -> bool:
    return {row["expected_direction"], row["learned_direction"]} == {"up", "down"}


def _metric_tile(row: Row) -> Tile:
    chance = number(row["no_skill_value"], digits=3)
    note = f"{interval(row['ci_low'], row['ci_high'])}; no skill {chance}"
    return Tile(
        f"{plain(row['metric_name'])}, holdout", number(row["metric_value"], digits=3), note
    )


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


PARTS: Final = (
    Part(frozenset({"dim_champions", "dim_model_versions", "fct_model_metrics"}), model),
    Part(frozenset({"dim_features"}), features),
    Part(frozenset({"dim_champions"}), hashes),
)
