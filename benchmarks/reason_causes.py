"""`python -m benchmarks.reason_causes --warehouse PATH --truth PATH`: do reasons name the cause?

The simulator knows why every customer left. Rows judged are those of customers whose decline had
begun on the as-of date and who left within the horizon, on dates after all training labels had
matured. For each way to explain, the features are ranked by how much they raise the risk; a
feature names a cause if it belongs to the traces that this cause, and no other, leaves:

- disengaged_champion: use of every kind fades, so all of the family `usage` that is not below;
- product_gaps: the critical features fall idle and errors are shown;
- slow_support: tickets pile up, all of the family `support`;
- price: exports and the upgrade page (intent), and changes of price, plan or seats;
- failed_payment: all of the family `billing`.

Other features (tenure, size, the days left to decide) raise a risk without naming a cause; the
third measure passes over them. Use fades somewhat under every cause, so no method can be right
always. Nothing here is read by a model: the truth is joined after all has been explained.
"""

import argparse
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ml.bootstrap import draw_customers
from ml.estimators.boosted import Boosted
from ml.estimators.logistic import Logistic
from ml.explain import tree_contributions
from ml.params import SEED

CATALOG = Path(__file__).parents[1] / "seeds/feature_catalog.csv"
TRAINING_SHARE, VALIDATION_SHARE = 0.6, 0.15
BY_PATH = "path-dependent"
MEASURES = (
    "top reason",
    "among the top three",
    "first reason that names a cause",
    "largest sum by cause",
)
ROWS = """
    select
        training_rows.*,
        causes.cause

    from features.feat_training_rows as training_rows

    left join read_parquet($truth) as causes
        on training_rows.customer_id = causes.customer_id
        and causes.ended_on > training_rows.as_of_date
        and causes.ended_on <= training_rows.matures_on_date
        and causes.episode_started_on < training_rows.as_of_date

    order by training_rows.as_of_date, training_rows.customer_id
"""

Floats = NDArray[np.float64]
Matrix = NDArray[np.float32]


@dataclass(frozen=True)
class Question:
    """What is learnt from, and the rows whose causes are known and asked for."""

    features: list[str]
    traces: NDArray[np.object_]
    learned: tuple[Matrix, Floats]
    validation: tuple[Matrix, Floats]
    judged: Matrix
    causes: NDArray[np.object_]
    customers: NDArray[np.object_]


def cause_of(feature: str, *, family: str) -> str:
    """Return the cause whose trace a feature is, or `none`."""
    if family == "support":
        return "slow_support"
    if family == "billing":
        return "failed_payment"
    if feature.startswith("intent_") or "change" in feature or "price" in feature:
        return "price"
    if family != "usage":
        return "price" if feature == "mrr_per_seat_usd" else "none"
    is_gap = feature.startswith(("critical_", "friction_")) or "critical" in feature
    return "product_gaps" if is_gap else "disengaged_champion"


def read_question(warehouse: Path, *, truth: Path) -> Question:
    """Split the training rows of a warehouse by time and join the true causes to the last part."""
    catalog = pd.read_csv(CATALOG)
    features = catalog["feature_name"].tolist()
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        rows = connection.execute(ROWS, {"truth": str(truth)}).df()
    dates = np.sort(rows["as_of_date"].unique())
    judged_from = dates[int(TRAINING_SHARE * len(dates))]
    known = rows[rows["matures_on_date"] < judged_from]
    validation_from = known["as_of_date"].quantile(1.0 - VALIDATION_SHARE, interpolation="nearest")
    judged = rows[(rows["as_of_date"] >= judged_from) & rows["cause"].notna()]

    def part(some: pd.DataFrame) -> tuple[Matrix, Floats]:
        return some[features].to_numpy(np.float32), some["is_churned"].to_numpy(np.float64)

    families = zip(features, catalog["family"], strict=True)
    return Question(
        features=features,
        traces=np.array([cause_of(name, family=family) for name, family in families], object),
        learned=part(known[known["matures_on_date"] < validation_from]),
        validation=part(known[known["as_of_date"] >= validation_from]),
        judged=judged[features].to_numpy(np.float32),
        causes=judged["cause"].to_numpy(object),
        customers=judged["customer_id"].to_numpy(object),
    )


def explained(question: Question) -> Mapping[str, Floats]:
    """Return the contributions to the judged rows by every way to explain."""
    columns = question.features
    fitted = Boosted.fit(
        *question.learned, columns=columns, validation=question.validation, seed=SEED
    )
    logistic = Logistic.fit(
        *question.learned, columns=columns, validation=question.validation, seed=SEED
    )
    rows, labels = question.learned
    backgrounds = {
        BY_PATH: None,
        "interventional, all training rows": rows,
        "interventional, retained rows": rows[labels <= 0.0],
    }
    by_trees = {
        name: tree_contributions(fitted.booster, question.judged, background=background)
        for name, background in backgrounds.items()
    }
    importance = np.abs(tree_contributions(fitted.booster, rows)[:, :-1]).mean(axis=0)
    return {
        **{name: parts[:, :-1].astype(np.float64) for name, parts in by_trees.items()},
        "baseline: logistic, closed form": logistic.contributions(question.judged),
        "baseline: global importance": np.tile(importance, (len(question.judged), 1)),
    }


def hits(parts: Floats, *, question: Question) -> Floats:
    """Return, rows x measures, whether the reasons name the true cause."""
    ranked = question.traces[np.argsort(-parts, axis=1, kind="stable")]
    is_true = ranked == question.causes[:, None]
    first_named = (ranked != "none").argmax(axis=1)
    by_name = is_true[np.arange(len(ranked)), first_named]
    groups = np.array(sorted(set(question.causes)), dtype=object)
    sums = np.stack([parts[:, question.traces == cause].sum(axis=1) for cause in groups], axis=1)
    by_sum = groups[sums.argmax(axis=1)] == question.causes
    measures = [is_true[:, 0], is_true[:, :3].any(axis=1), by_name, by_sum]
    return np.stack(measures, axis=1).astype(np.float64)


def judge(question: Question, methods: Mapping[str, Floats]) -> pd.DataFrame:
    """Return shares with 95% intervals by method and measure, and differences to path-dependent."""
    draws = draw_customers(question.customers, seed=SEED)
    size = draws.totals(np.ones((len(question.customers), 1)))
    base = hits(methods[BY_PATH], question=question)
    judged = []
    for name, parts in methods.items():
        found = hits(parts, question=question)
        shares, gaps = draws.totals(found) / size, draws.totals(found - base) / size
        for place, measure in enumerate(MEASURES):
            share, gap = found[:, place].mean(), (found - base)[:, place].mean()
            low, high = np.quantile(shares[:, place], [0.025, 0.975])
            gap_low, gap_high = np.quantile(gaps[:, place], [0.025, 0.975])
            judged.append((name, measure, share, low, high, gap, gap_low, gap_high))
    columns = ["method", "measure", "share", "low", "high", "gap", "gap_low", "gap_high"]
    return pd.DataFrame(judged, columns=columns)


def render(judged: pd.DataFrame) -> str:
    """Return a Markdown table of shares and of differences to path-dependent, in percent."""
    lines = [
        "| method | measure | share [95%] | less path-dependent [95%] |",
        "|---|---|---:|---:|",
    ]
    lines += [
        f"| {row.method} | {row.measure} | {row.share:.1%} [{row.low:.1%}, {row.high:.1%}] "
        f"| {row.gap:+.1%} [{row.gap_low:+.1%}, {row.gap_high:+.1%}] |"
        for row in judged.itertuples()
    ]
    return "\n".join(lines)


def main() -> None:
    """Print how many rows are judged, and the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.reason_causes", description=__doc__)
    parser.add_argument("--warehouse", type=Path, required=True)
    parser.add_argument("--truth", type=Path, required=True, help="truth_churn_causes.parquet")
    arguments = parser.parse_args()
    question = read_question(arguments.warehouse, truth=arguments.truth)
    customers = len(set(question.customers))
    print(f"{len(question.causes):,} rows of {customers:,} customers who left after a decline.\n")
    print(render(judge(question, explained(question))))


if __name__ == "__main__":
    main()
