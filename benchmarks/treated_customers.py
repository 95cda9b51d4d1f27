"""`python -m benchmarks.treated_customers`: does a successful campaign teach the wrong thing?

Companies are simulated in which half of the customers whose use fell are called, and nine in ten
of those who would have left then stay. Models learn from the weeks of that campaign, once from
every row and once without the customers who were contacted. After it has ended they score
customers whom nobody calls, and are held to the hidden truth: how likely each was to leave.

The truth is joined after the models have learned; they never read it.
"""

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Final
from unittest.mock import patch

import duckdb
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from benchmarks.builds import PROJECT, Build
from ml.bootstrap import Replicates, draw_customers
from ml.numerics import Floats
from ml.panel import to_panel
from ml.params import SEED
from ml.rungs import draw, judge_rung
from ml.split import Windows, split_by_time
from simulator import campaign, simulate

CUSTOMERS, COMPANIES = 2_000, 6
# Calls that work on every plan, for half a year, to all whose use has fallen a little.
CAMPAIGN: Final[Mapping[str, object]] = MappingProxyType(
    {
        "CAMPAIGN_FROM": date(2025, 6, 2),
        "CAMPAIGN_WEEKS": 26,
        "CAMPAIGN_USAGE_RATIO": 0.85,
        "CAMPAIGN_MIN_TENURE_DAYS": 14,
        "CAMPAIGN_MULTIPLIER": (0.1, 0.1, 0.1, 0.1),
    }
)
# Later than the last effect of the last call.
TRAINED_ON: Final = date(2026, 2, 2)
HORIZON_DAYS: Final = 30
WINDOWS: Final = Windows(training_weeks=52, validation_weeks=6, holdout_weeks=4)
CAPACITY_SHARE: Final = 0.1
ALGORITHMS: Final = ("logistic", "xgboost")
ALL_ROWS, WITHOUT_TREATED = "all rows", "without the contacted"
ROWS: Final = """
    select customers.*, labels.is_churned, labels.is_contacted, labels.matures_on_date,
        rule_scores.rule_score, truth.churn_probability_30d as truth
    from features.feat_customers as customers
    inner join features.feat_churn_labels as labels using (customer_id, as_of_date)
    inner join features.feat_rule_scores as rule_scores using (customer_id, as_of_date)
    left join read_parquet($truth) as truth using (customer_id, as_of_date)
    where customers.is_eligible and customers.is_weekly
    order by customers.as_of_date, customers.customer_id
"""


@dataclass(frozen=True)
class Scored:
    """What the models of one company say of its customers after the campaign."""

    customers: NDArray[np.object_]
    truth: Floats
    learned_rows: Mapping[str, int]
    probabilities: Mapping[tuple[str, str], Floats]


def make_company(folder: Path, *, customers: int, seed: int) -> pd.DataFrame:
    """Simulate a company with the campaign; return its rows as the project's own SQL makes them.

    Raises:
        RuntimeError: dbt failed; its output is the message.
    """
    build = Build(folder)
    with patch.multiple(campaign, **CAMPAIGN):
        simulate(build.raw_path, customers=customers, seed=seed)
    line = [sys.executable, "-m", "dbt.cli.main", "build", "--resource-type", "model", "seed"]
    line += ["--select", "+feat_churn_labels", "+feat_rule_scores"]
    line += ["--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT)]
    answer = subprocess.run(  # noqa: S603 - our own command
        line, env=build.environment, cwd=PROJECT, capture_output=True, text=True, check=False
    )
    if answer.returncode:
        raise RuntimeError(answer.stdout[-2_000:])
    truth = str(build.raw_path / "truth/truth_churn_probability.parquet")
    with duckdb.connect(str(build.warehouse_path), read_only=True) as connection:
        rows: pd.DataFrame = connection.execute(ROWS, {"truth": truth}).df()
    return rows


def learn_and_score(rows: pd.DataFrame, *, names: list[str], company: int) -> Scored:
    """Let models learn from each choice of rows, and score the weeks after the campaign."""
    trained_on = pd.Timestamp(TRAINED_ON)
    known = rows[(rows["matures_on_date"] <= trained_on) & rows["is_churned"].notna()]
    first = known["as_of_date"].max() - pd.Timedelta(weeks=72)
    known = known[known["as_of_date"] > first].astype({"is_churned": bool, "is_contacted": bool})
    later = rows[(rows["as_of_date"] >= trained_on) & rows["truth"].notna()]
    inputs = later[names].to_numpy(dtype=np.float32, na_value=np.nan)
    choices = {ALL_ROWS: known, WITHOUT_TREATED: known[~known["is_contacted"]]}
    return Scored(
        customers=(f"{company} " + later["customer_id"]).to_numpy(dtype=object),
        truth=later["truth"].to_numpy(dtype=np.float64),
        learned_rows={choice: len(chosen) for choice, chosen in choices.items()},
        probabilities={
            (algorithm, choice): probability
            for choice, chosen in choices.items()
            for algorithm, probability in _score(chosen, inputs=inputs, names=names)
        },
    )


def _score(
    rows: pd.DataFrame, *, inputs: NDArray[np.float32], names: list[str]
) -> Iterator[tuple[str, Floats]]:
    panel = to_panel(rows, names=names, trained_as_of_date=TRAINED_ON, horizon_days=HORIZON_DAYS)
    split = split_by_time(panel, windows=WINDOWS, horizon_days=HORIZON_DAYS)
    draws = draw(split, seed=SEED)
    for algorithm in ALGORITHMS:
        model = judge_rung(
            algorithm, split=split, draws=draws, capacity_share=CAPACITY_SHARE, seed=SEED
        ).model
        yield algorithm, model.calibration.apply(model.estimator.margin(inputs))


def judge(companies: list[Scored]) -> pd.DataFrame:
    """Return, for each model and choice of rows, how far it is from the truth, with intervals."""
    truth = np.concatenate([company.truth for company in companies])
    draws = draw_customers(np.concatenate([one.customers for one in companies]), seed=SEED)
    judged = []
    for algorithm in ALGORITHMS:
        losses = {}
        for choice in (ALL_ROWS, WITHOUT_TREATED):
            parts = [company.probabilities[algorithm, choice] for company in companies]
            said = np.concatenate(parts)
            top = np.concatenate([part >= np.quantile(part, 0.9) for part in parts])
            losses[choice] = _log_loss(said, truth)
            gap = _mean(said - truth, top, draws)
            judged.append(
                {
                    "model": algorithm,
                    "learns from": choice,
                    "rows": sum(company.learned_rows[choice] for company in companies),
                    "said": f"{said[top].mean():.1%}",
                    "true": f"{truth[top].mean():.1%}",
                    "gap [95%]": "{:+.1%} [{:+.1%}, {:+.1%}]".format(*gap),
                    "log loss": f"{losses[choice].mean():.4f}",
                    "less all rows [95%]": "{:+.4f} [{:+.4f}, {:+.4f}]".format(
                        *_mean(losses[choice] - losses[ALL_ROWS], np.ones_like(top), draws)
                    ),
                }
            )
    return pd.DataFrame(judged)


def _log_loss(said: Floats, truth: Floats) -> Floats:
    """Return the expected log loss of each row under its true probability."""
    bounded = np.clip(said, 1e-6, 1 - 1e-6)
    return np.asarray(-(truth * np.log(bounded) + (1 - truth) * np.log(1 - bounded)))


def _mean(
    values: Floats, chosen: NDArray[np.bool_], draws: Replicates
) -> tuple[float, float, float]:
    """Return the mean of the chosen values with its interval over customers."""
    sums = draws.totals(np.stack([values * chosen, chosen.astype(np.float64)], axis=1))
    low, high = np.quantile(sums[:, 0] / sums[:, 1], [0.025, 0.975])
    return float(values[chosen].mean()), float(low), float(high)


def render(judged: pd.DataFrame) -> str:
    """Return the figures as a Markdown table."""
    lines = [f"| {' | '.join(judged.columns)} |", "|---|---|" + "---:|" * (len(judged.columns) - 2)]
    lines += [f"| {' | '.join(map(str, row))} |" for row in judged.itertuples(index=False)]
    return "\n".join(lines)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.treated_customers", description=__doc__
    )
    parser.add_argument("--customers", type=int, default=CUSTOMERS)
    parser.add_argument("--companies", type=int, default=COMPANIES)
    arguments = parser.parse_args()
    catalog = pd.read_csv(PROJECT / "seeds/feature_catalog.csv")
    names = sorted(catalog["feature_name"])
    scored = []
    for seed in range(arguments.companies):
        with tempfile.TemporaryDirectory() as folder:
            rows = make_company(Path(folder), customers=arguments.customers, seed=seed)
        scored.append(learn_and_score(rows, names=names, company=seed))
    print(f"The {arguments.companies} companies have {arguments.customers:,} customers each.\n")
    print(render(judge(scored)))


if __name__ == "__main__":
    main()
