"""`python -m benchmarks.real_data --data DIR [NAME ...]`: build the examples, compare the figures.

DIR holds one folder per example with the company's files. Each company is imported, built by dbt as
anybody would, and read from its publication; the figures stand beside those of `baselines.csv`,
which were made by hand on the same data. One table in Markdown per company is printed.
"""

import argparse
import csv
import os
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from apps.progress import report_progress
from apps.reading import open_publication
from warehouse.importing import import_company

PROJECT = Path(__file__).parents[1]
EXAMPLES = PROJECT / "examples"
HEAD = """| model | ROC AUC [95%] | average precision | lift at 10% |
|---|---|---|---|"""
FIGURES = """
    select
        versions.algorithm,
        versions.stage,
        metrics.metric_name,
        metrics.metric_value,
        metrics.ci_low,
        metrics.ci_high,
        metrics.row_count,
        metrics.positive_count,
        versions.holdout_from_date,
        versions.holdout_to_date

    from fct_model_metrics as metrics

    inner join dim_model_versions as versions
        on metrics.model_version = versions.model_version

    where metrics.data_split = 'holdout'
        and metrics.segment_name = 'all'
        and metrics.metric_name in ('roc_auc', 'average_precision', 'lift_at_10pct')
        and versions.trained_as_of_date = (select max(trained_as_of_date) from dim_model_versions)

    order by versions.rung
"""


@dataclass(frozen=True)
class Task:
    """An example with one of its files of vars: a company and a question."""

    example: Path
    vars_file: Path

    @property
    def name(self) -> str:
        """The example's name, and the question's where there are several."""
        return f"{self.example.name} {self.vars_file.stem.removeprefix('vars').strip('_')}".strip()


def main() -> None:
    """Import, build and print each task in turn."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.real_data", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, metavar="DIR")
    parser.add_argument("--work", type=Path, default=PROJECT / "data/examples", metavar="DIR")
    parser.add_argument("names", nargs="*", metavar="NAME", default=None)
    arguments = parser.parse_args()
    for task in find_tasks(arguments.names):
        report_progress(f"{task.name}: import and build")
        folder = arguments.work / task.name.replace(" ", "_")
        build(task, data=arguments.data / task.example.name, folder=folder)
        print(f"\n### {task.name}\n\n{render(task, folder=folder)}", flush=True)


def find_tasks(names: Iterable[str]) -> list[Task]:
    """Return the tasks of the named examples, or of all where no name is given."""
    wanted = set(names)
    return [
        Task(file.parent, file)
        for file in sorted(EXAMPLES.glob("*/vars*.yml"))
        if not wanted or file.parent.name in wanted
    ]


def build(task: Task, *, data: Path, folder: Path) -> None:
    """Import the company and run `dbt build` on a new warehouse in `folder`.

    Raises:
        RuntimeError: dbt failed; its last lines are the message.
    """
    folder.mkdir(parents=True, exist_ok=True)
    import_company(task.example, source=data, target=folder / "raw")
    (folder / "warehouse.duckdb").unlink(missing_ok=True)
    command = [sys.executable, "-m", "dbt.cli.main", "build", "--target", "dev"]
    command += ["--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT)]
    command += ["--vars", task.vars_file.read_text("utf-8")]
    answer = subprocess.run(  # noqa: S603 (our own command)
        command, env=environment(folder), cwd=PROJECT, capture_output=True, text=True, check=False
    )
    if answer.returncode:
        raise RuntimeError(answer.stdout[-2_000:] + answer.stderr[-2_000:])


def environment(folder: Path) -> dict[str, str]:
    """Return what dbt is told, so that one company's build touches nothing of another's."""
    return {
        **os.environ,
        "RAW_PATH": str(folder / "raw"),
        "WAREHOUSE_PATH": str(folder / "warehouse.duckdb"),
        "PUBLISHED_PATH": str(folder / "published"),
        "DBT_TARGET_PATH": str(folder / "target"),
        "DBT_LOG_PATH": str(folder / "logs"),
    }


def render(task: Task, *, folder: Path) -> str:
    """Return the table of a task: our rungs, then the baselines."""
    with open_publication(folder / "published") as publication:
        figures = publication.execute(FIGURES).fetchall()
    algorithms = dict.fromkeys(row[0] for row in figures)
    lines = [HEAD]
    for algorithm in algorithms:
        values = {row[2]: row[3:6] for row in figures if row[0] == algorithm}
        stage = next(row[1] for row in figures if row[0] == algorithm)
        name = f"**{algorithm}** (champion)" if stage == "champion" else algorithm
        cells = [_interval(*values[metric]) for metric in ("roc_auc", "average_precision")]
        lines.append(f"| {name} | {' | '.join(cells)} | {_interval(*values['lift_at_10pct'])} |")
    lines += _baselines(task)
    rows, positives, first, last = figures[0][6:10]
    share = positives / rows
    days = f"{first:%Y-%m-%d}" if first == last else f"{first:%Y-%m-%d} to {last:%Y-%m-%d}"
    lines.append(f"\nHoldout: as-of dates {days}, {rows:,} rows, {share:.1%} churned.")
    return "\n".join(lines)


def _baselines(task: Task) -> list[str]:
    with (task.example / "baselines.csv").open(encoding="utf-8") as file:
        return [
            f"| *{row['model']}, by hand* | {row['roc_auc']} | {row['average_precision']}"
            f" | {row['lift_at_10pct']} |"
            for row in csv.DictReader(file)
            if row["vars_file"] == task.vars_file.name
        ]


def _interval(value: float, low: float, high: float) -> str:
    return f"{value:.3f} [{low:.3f}, {high:.3f}]"


if __name__ == "__main__":
    main()
