"""Is it working? What the list was worth, on the weeks whose outcomes are known."""

from collections.abc import Sequence
from typing import Final

import duckdb

from apps.dashboard import charts
from apps.dashboard.asking import Row, ask
from apps.dashboard.outcome_charts import (
    estimate_chart,
    list_chart,
    segment_chart,
    series_of,
)
from apps.dashboard.sections import Chart, Part, Section, Table, Tile
from apps.dashboard.wording import count, number, percent

# A rule is trained again with every model, so each week has one: beside the champion of that week.
MATURED: Final = """
    select cohort_date, metric_name, model_role, algorithm, metric_value, ci_low, ci_high,
        no_skill_value, row_count, positive_count
    from fct_matured_performance
    where arm = 'all' and segment_name = 'all' and metric_name = ?
        and (model_role = 'champion' or algorithm = 'rule')
    order by cohort_date, model_role
"""
ESTIMATED: Final = """
    select cohort_date, estimated_value, ci_low, ci_high, realised_value, is_within_interval,
        matures_on_date
    from fct_estimated_performance
    where model_role = 'champion' and metric_name = ?
    order by cohort_date
"""
CALIBRATION: Final = """
    select bins.mean_probability as predicted, bins.churn_rate as observed, bins.row_count as rows
    from fct_calibration_bins as bins
    inner join dim_champions as champions on bins.model_version = champions.model_version
    where bins.data_split = 'holdout'
    qualify champions.champion_from_date = max(champions.champion_from_date) over ()
    order by bins.bin_number
"""
SEGMENTS: Final = """
    select metrics.segment_name, metrics.segment_value, metrics.metric_value, metrics.ci_low,
        metrics.ci_high, metrics.row_count, metrics.positive_count
    from fct_model_metrics as metrics
    inner join dim_champions as champions on metrics.model_version = champions.model_version
    where metrics.data_split = 'holdout' and metrics.metric_name = 'roc_auc'
        and metrics.metric_value is not null
    qualify champions.champion_from_date = max(champions.champion_from_date) over ()
    order by metrics.segment_name, metrics.segment_value
"""
HORIZON: Final = """
    select (parameters::json->>'horizon_days')::integer as days,
        (parameters::json->>'capacity_share')::double as share
    from dim_champions order by champion_from_date desc limit 1
"""
LISTS: Final = (
    ("precision_at_capacity", "Who was on the list and left", "of the customers on the list left"),
    ("recall_at_capacity", "Who left and was on the list", "of those who left were on the list"),
)


def the_list(connection: duckdb.DuckDBPyConnection) -> Section | None:
    """Say how many of the list left, beside the rule and chance."""
    found = {name: ask(connection, MATURED, values=[name]) for name, *_ in LISTS}
    means = {name: _means(rows) for name, rows in found.items()}
    if not means["precision_at_capacity"]:
        return None
    horizon = ask(connection, HORIZON)[0]
    right, caught = means["precision_at_capacity"], means["recall_at_capacity"]
    weeks = len({row["cohort_date"] for row in found["precision_at_capacity"]})
    lead = (
        f"Over {count(weeks, 'weekly list')} whose outcomes are known, {percent(right['champion'])}"
        f" of the customers on the list left within {horizon['days']} days. A list by the rule of"
        f" thumb would have held {percent(right.get('rule of thumb'))}, one drawn by lot"
        f" {percent(right['no skill'])}. The list holds the {percent(horizon['share'])} of the"
        " customers that the team can contact in a week."
    )
    tiles = (
        Tile("left, of those on the list", percent(right["champion"]), "mean of all weeks"),
        Tile("by the rule of thumb", percent(right.get("rule of thumb")), "same weeks, same size"),
        Tile("by lot", percent(right["no skill"]), "the share who leave anyhow"),
        Tile("found, of all who left", percent(caught.get("champion")), "mean of all weeks"),
    )
    shown = tuple(list_chart(found[name], title=title, says=says) for name, title, says in LISTS)
    return Section("list", "Was the list right?", lead, tiles=tiles, charts=shown)


def estimates(connection: duckdb.DuckDBPyConnection) -> Section | None:
    """Set what was expected of each week beside what came."""
    made = []
    inside = known = 0
    for metric in ("precision_at_capacity", "average_precision"):
        rows = ask(connection, ESTIMATED, values=[metric])
        verdicts = [row["is_within_interval"] for row in rows if row["realised_value"] is not None]
        inside, known = inside + sum(verdicts), known + len(verdicts)
        if rows:
            made.append(estimate_chart(rows, metric=metric))
    if not made:
        return None
    lead = (
        "Outcomes take a month to be known; until then a model's performance is estimated from its"
        f" own scores. {inside} of {known} values that are known by now fell into their interval."
    )
    return Section("estimates", "Did it go as expected?", lead, charts=tuple(made))


def calibrated(connection: duckdb.DuckDBPyConnection) -> Section | None:
    """Say whether a probability means what it says, and for whom the model is how good."""
    bins, segments = ask(connection, CALIBRATION), ask(connection, SEGMENTS)
    if not bins:
        return None
    rows = sum(row["rows"] for row in bins)
    given = sum(row["predicted"] * row["rows"] for row in bins) / rows
    came = sum(row["observed"] * row["rows"] for row in bins) / rows
    lead = (
        f"On the weeks held back from training, the champion expected {percent(given, digits=1)} to"
        f" leave and {percent(came, digits=1)} left. Each point is a tenth of the scores: on the"
        " line, a probability means what it says."
    )
    table = Table(
        "Probability given and share who left, by tenth of the scores",
        ("given", "left", "rows"),
        tuple(
            (percent(row["predicted"], digits=1), percent(row["observed"], digits=1))
            + (number(row["rows"]),)
            for row in bins
        ),
        frozenset({0, 1, 2}),
    )
    label = f"Calibration: {percent(given, digits=1)} expected, {percent(came, digits=1)} left."
    shown = [Chart("Probability given, and share who left", label, charts.calibration(bins), table)]
    if len(segments) > 1:
        shown.append(segment_chart(segments))
    return Section("calibration", "Can each probability be trusted?", lead, charts=tuple(shown))


PARTS: Final = (
    Part(frozenset({"fct_matured_performance", "dim_champions"}), the_list),
    Part(frozenset({"fct_estimated_performance"}), estimates),
    Part(frozenset({"fct_calibration_bins", "fct_model_metrics", "dim_champions"}), calibrated),
)


def _means(rows: Sequence[Row]) -> dict[str, float]:
    values: dict[str, list[float]] = {}
    for row in rows:
        values.setdefault(series_of(row), []).append(row["metric_value"])
        if row["model_role"] == "champion":
            values.setdefault("no skill", []).append(row["no_skill_value"])
    return {name: sum(series) / len(series) for name, series in values.items()}
