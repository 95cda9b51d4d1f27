"""How often a nominal 95% interval of a metric holds the value of the deployed model.

Very many customers are simulated: risks that stay with a customer and move slowly, leaving week by
week, newcomers in the place of who left. They are dealt out to panels, each as large as a company;
the metric over all panels together is the deployed value, and each panel is judged as cohorts and
holdouts are. A cohort has one week; a holdout has four, in which most customers and even most
outcomes repeat, so that intervals over rows would be far too narrow.
"""

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from threadpoolctl import threadpool_limits

from ml.bootstrap import draw_customers
from ml.metrics import measure
from ml.numerics import Floats, sigmoid
from ml.params import SEED
from ml.ranking import order_codes, ranking_metrics

SIZES: Final = (300, 600, 2_000)
WEEKS: Final = (1, 4)
PANELS: Final = 1_000
METRICS: Final = ("roc_auc", "average_precision", "brier_score", "log_loss")
CAPACITY_SHARE: Final = 0.1
# Weeks until the population has the mix that leaving and joining give it, and weeks of an outcome.
BURN_IN, HORIZON_WEEKS = 52, 4
# Log-odds of leaving in a week: their level, what stays with a customer, and what moves.
BASE, OWN_SD, MOVING_SD, MEMORY = -3.8, 1.0, 0.8, 0.9
# What the model does not see of the log-odds; much of it stays with the customer too.
UNSEEN_SD: Final = 0.5


@dataclass(frozen=True)
class Weekly:
    """The rows of one week, one per place in the company; `customers` are new after a leaving."""

    customers: npt.NDArray[np.int64]
    probability: Floats
    labels: Floats


@dataclass(frozen=True)
class Covered:
    """How often the intervals of one metric held its deployed value."""

    customers: int
    weeks: int
    panels: int
    metric_name: str
    deployed: float
    covered: int
    width: float


def simulated_weeks(generator: np.random.Generator, *, places: int, weeks: int) -> list[Weekly]:
    """Return the last `weeks` of a company with so many places, their outcomes known."""
    ids = np.arange(places)
    own, moving, unseen = (generator.normal(size=places) for _ in range(3))
    seen = []
    for _ in range(BURN_IN + weeks + HORIZON_WEEKS):
        margin = BASE + OWN_SD * own + MOVING_SD * moving
        seen.append((ids, margin + UNSEEN_SD * unseen))
        gone = generator.random(places) < sigmoid(margin)
        ids = np.where(gone, ids + places, ids)
        moving = MEMORY * moving + np.sqrt(1 - MEMORY**2) * generator.normal(size=places)
        for values in (own, moving, unseen):
            values[gone] = generator.normal(size=int(gone.sum()))
    kept = seen[BURN_IN:]
    # A month's odds are about so many times a week's.
    return [
        Weekly(
            customers=customers,
            probability=np.round(sigmoid(margin + np.log(HORIZON_WEEKS)), 9),
            labels=(kept[week + HORIZON_WEEKS][0] != customers).astype(np.float64),
        )
        for week, (customers, margin) in enumerate(kept[:weeks])
    ]


def panels_of(weekly: list[Weekly], *, customers: int) -> Iterator[Weekly]:
    """Yield the rows of all weeks of each company of so many customers."""
    for start in range(0, len(weekly[0].labels), customers):
        rows = slice(start, start + customers)
        yield Weekly(
            customers=np.concatenate([week.customers[rows] for week in weekly]),
            probability=np.concatenate([week.probability[rows] for week in weekly]),
            labels=np.concatenate([week.labels[rows] for week in weekly]),
        )


def deployed_values(weekly: list[Weekly]) -> dict[str, float]:
    """Return the metrics over all companies together."""
    probability = np.concatenate([week.probability for week in weekly])
    labels = np.concatenate([week.labels for week in weekly])
    codes = order_codes(probability)
    count = int(codes.max()) + 1
    hits, alarms = (np.bincount(codes[labels == kind], minlength=count) for kind in (1.0, 0.0))
    ranked = ranking_metrics(
        hits[None, :].astype(float), alarms[None, :].astype(float), capacity_share=CAPACITY_SHARE
    )
    said = np.where(labels > 0.0, probability, 1.0 - probability)
    return {
        **{name: float(values[0]) for name, values in ranked.items()},
        "brier_score": float(((1.0 - said) ** 2).mean()),
        "log_loss": float(-np.log(said).mean()),
    }


def measure_coverage(*, customers: int, weeks: int, panels: int, seed: int = SEED) -> list[Covered]:
    """Judge panels of one size as cohorts and holdouts are, and count the intervals that hold."""
    generator = np.random.default_rng([seed, customers, weeks])
    weekly = simulated_weeks(generator, places=customers * panels, weeks=weeks)
    deployed = deployed_values(weekly)
    covered, width = dict.fromkeys(METRICS, 0), dict.fromkeys(METRICS, 0.0)
    for panel in panels_of(weekly, customers=customers):
        names = np.char.add("C", panel.customers.astype(str)).astype(object)
        found = measure(
            panel.probability,
            panel.labels,
            replicates=draw_customers(names, seed=seed),
            capacity_share=CAPACITY_SHARE,
        )
        for name in METRICS:
            low, high = found.interval(name)
            covered[name] += low <= deployed[name] <= high
            width[name] += (high - low) / panels
    return [
        Covered(
            customers=customers,
            weeks=weeks,
            panels=panels,
            metric_name=name,
            deployed=deployed[name],
            covered=covered[name],
            width=width[name],
        )
        for name in METRICS
    ]


def table(results: list[Covered]) -> str:
    """Return the results as a Markdown table."""
    lines = [
        "| metric | customers | weeks | panels | deployed value | mean width | hold it |",
        "|---|---:|---:|---:|---:|---:|---:|",
    ]
    lines += [
        f"| `{found.metric_name}` | {found.customers:,} | {found.weeks} | {found.panels:,} | "
        f"{found.deployed:.3f} | {found.width:.3f} | {found.covered / found.panels:.1%} |"
        for found in sorted(results, key=lambda found: METRICS.index(found.metric_name))
    ]
    return "\n".join(lines)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.coverage", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--panels", type=int, default=PANELS)
    arguments = parser.parse_args()
    with threadpool_limits(limits=1, user_api="blas"):
        results = [
            covered
            for size in arguments.sizes
            for weeks in WEEKS
            for covered in measure_coverage(customers=size, weeks=weeks, panels=arguments.panels)
        ]
    print(table(results))


if __name__ == "__main__":
    main()
