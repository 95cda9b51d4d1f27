"""A made-up panel of customers with a known truth."""

import json
from datetime import date

import numpy as np
import pandas as pd

from ml.approvals import approve_all
from ml.estimators import ESTIMATORS
from ml.split import Windows
from ml.training import train

FEATURES = ("login_count_28d", "days_since_last_use", "mrr_usd", "open_ticket_count", "noise")
HORIZON_DAYS = 30
WINDOWS = Windows(training_weeks=52, validation_weeks=3, holdout_weeks=3)


def make_rows(
    *, customer_count=250, week_count=20, seed=7, base=-2.2, strength=1.0, first="2025-01-06"
):
    """Return training rows whose log-odds are known: quiet customers with tickets churn."""
    generator = np.random.default_rng(seed)
    habit = generator.normal(size=customer_count)
    weeks = []
    for day in pd.date_range(first, periods=week_count, freq="7D"):
        activity = habit + 0.6 * generator.normal(size=customer_count)
        tickets = generator.poisson(0.6, size=customer_count)
        margin = base + strength * (-1.1 * activity + 0.5 * tickets)
        login_count = np.round(np.exp(2.5 + 0.8 * activity))
        week = pd.DataFrame(
            {
                "customer_id": [f"C{number:05d}" for number in range(customer_count)],
                "as_of_date": day,
                "matures_on_date": day + pd.Timedelta(days=HORIZON_DAYS),
                "is_churned": generator.random(customer_count) < 1.0 / (1.0 + np.exp(-margin)),
                "rule_score": 10.0 * (login_count < 6) + 5.0 * (tickets > 1),
                "industry": np.where(np.arange(customer_count) % 2, "retail", "software"),
                "region": None,
                "login_count_28d": login_count,
                "days_since_last_use": np.maximum(0.0, np.round(8.0 - 5.0 * activity)),
                "mrr_usd": np.round(np.exp(generator.normal(6.0, 1.0, customer_count)), 2),
                "open_ticket_count": tickets.astype(float),
                "noise": generator.normal(size=customer_count),
            }
        )
        week.loc[generator.random(customer_count) < 0.1, "days_since_last_use"] = np.nan
        weeks.append(week)
    return pd.concat(weeks, ignore_index=True)


def make_catalog(names=FEATURES):
    """Return a catalogue of features with the directions that the truth has."""
    directions = {
        "login_count_28d": "down",
        "days_since_last_use": "up",
        "open_ticket_count": "up",
    }
    return pd.DataFrame(
        {
            "feature_name": list(names),
            "family": "usage",
            "expected_direction": [directions.get(name, "none") for name in names],
        }
    )


SETTINGS = {
    "horizon_days": HORIZON_DAYS,
    "label_name": "subscription_end_30d",
    "windows": WINDOWS,
    "capacity_share": 0.1,
    "selection_metric": "average_precision",
    "code_version": "test",
    "approvals": approve_all(ESTIMATORS, since=date(2000, 1, 1)),
}


def train_on(rows, **changes):
    """Train with the arguments that most tests share."""
    arguments = {
        **SETTINGS,
        "features": make_catalog(),
        "trained_as_of_date": rows["matures_on_date"].max().date(),
    }
    return train(rows, **{**arguments, **changes})


def report_of(versions, algorithm):
    """Return the report of a version, of a frame whose index is the algorithm."""
    return json.loads(versions.loc[algorithm, "report"])
