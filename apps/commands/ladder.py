"""`mainstay ladder`: how good each model really was, on the cohorts whose outcomes are known."""

import argparse

from apps.reading import add_folder, open_publication

SHOWN = ("roc_auc", "average_precision", "lift_at_capacity", "expected_calibration_error")
MEANS = """
    select algorithm, metric_name, avg(metric_value), avg(no_skill_value), min(cohort_date),
        max(cohort_date), count(distinct cohort_date)
    from fct_matured_performance
    where arm = 'all' and segment_name = 'all'
    group by all
"""
CHAMPION = """
    select algorithm, reason from dim_model_versions
    where stage = 'champion' order by trained_as_of_date desc limit 1
"""
RUNGS = ("no_skill", "rule", "logistic", "xgboost")


def add_to(commands: argparse._SubParsersAction) -> None:  # type: ignore[type-arg]
    """Add the sub-command to `commands`."""
    parser = commands.add_parser("ladder", help="show how good each model really was")
    add_folder(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> str:
    """Return a table of the rungs, means over all matured cohorts, and why the champion is it."""
    with open_publication(arguments.folder) as connection:
        rows = connection.execute(MEANS).fetchall()
        champion = connection.execute(CHAMPION).fetchall()
    if not rows or not champion:
        return "No cohort has matured yet: outcomes are known one horizon after a score."
    means = {(algorithm, metric): mean for algorithm, metric, mean, *_ in rows}
    first, last, cohorts = min(row[4] for row in rows), max(row[5] for row in rows), rows[0][6]
    titles = [name.replace("_", " ").replace("expected ", "") for name in SHOWN]
    lines = [f"{'':<12}" + "".join(f"{title:>20}" for title in titles)]
    for rung in RUNGS:
        mark = " *" if rung == champion[0][0] else ""
        values = (means.get((rung, metric)) for metric in SHOWN)
        cells = "".join(f"{'-' if value is None else f'{value:.3f}':>20}" for value in values)
        lines.append(f"{rung + mark:<12}{cells}")
    return "\n".join(
        [
            f"Walk forward over {cohorts} weekly cohorts, {first} to {last}; * is the champion now",
            "",
            *lines,
            "",
            champion[0][1],
        ]
    )
