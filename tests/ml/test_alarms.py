"""Leaks, lots and noise: what raises an alarm on the rows that all candidates learn from."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from ml.alarms import lots_teach_nothing, no_answer_given_away, noise_is_unimportant, row_gates
from ml.panel import Panel, to_panel
from ml.split import split_by_time
from tests.ml.maker import FEATURES, HORIZON_DAYS, WINDOWS, make_rows


@pytest.fixture(scope="module")
def panel(rows) -> Panel:
    return to_panel(
        rows,
        names=FEATURES,
        trained_as_of_date=rows["matures_on_date"].max().date(),
        horizon_days=HORIZON_DAYS,
    )


@pytest.fixture(scope="module")
def split(panel):
    return split_by_time(panel, windows=WINDOWS, horizon_days=HORIZON_DAYS)


def test_an_honest_split_raises_no_alarm(split):
    gates = row_gates(split, horizon_days=HORIZON_DAYS, seed=1)
    assert [(gate.gate_name, gate.has_passed, gate.error) for gate in gates] == [
        ("no_feature_gives_the_answer_away", True, None),
        ("shuffled_labels_teach_nothing", True, None),
        ("planted_noise_is_not_important", True, None),
    ]


@pytest.mark.parametrize(
    "leak",
    [
        lambda labels: labels + 0.01 * np.arange(len(labels)) / len(labels),
        lambda labels: -labels,
        lambda labels: np.where(labels > 0.0, 5.0, np.nan),
        lambda labels: np.where(labels > 0.0, np.nan, np.arange(len(labels))),
    ],
    ids=["the label", "its opposite", "known for who churned", "unknown for who churned"],
)
def test_a_feature_that_gives_the_answer_away_is_found(split, leak):
    features = split.train.features.copy()
    features[:, 2] = leak(split.train.labels)
    gate = no_answer_given_away(replace(split.train, features=features))
    assert not gate.has_passed
    assert gate.detail == "mrr_usd"


def test_outcomes_by_lot_are_learned_where_unseen_rows_are_not_unseen(split):
    lots = {"horizon_days": HORIZON_DAYS, "seed": 1}
    assert lots_teach_nothing(split.train, split.holdout, **lots).has_passed
    assert not lots_teach_nothing(split.train, split.train, **lots).has_passed


def test_outcomes_by_lot_are_learned_where_rows_were_split_at_random(panel):
    generator = np.random.default_rng(3)
    codes, customers = pd.factorize(panel.customers)
    traits = generator.normal(size=(len(customers), len(FEATURES)))[codes]
    traits[:, 0] = (panel.dates - panel.dates[0]).astype(int)
    panel = replace(panel, features=traits.astype(np.float32))
    is_train = generator.random(len(panel)) < 0.7
    gate = lots_teach_nothing(
        panel.rows(is_train), panel.rows(~is_train), horizon_days=HORIZON_DAYS, seed=1
    )
    assert not gate.has_passed


def test_where_nothing_can_be_learned_noise_is_as_important_as_anything():
    generator = np.random.default_rng(2)
    rows = make_rows(strength=0.0)
    for name in FEATURES:
        rows[name] = generator.integers(0, 2, len(rows)).astype(float)
    shuffled = to_panel(
        rows,
        names=FEATURES,
        trained_as_of_date=rows["matures_on_date"].max().date(),
        horizon_days=HORIZON_DAYS,
    )
    gate = noise_is_unimportant(shuffled, seed=1)
    assert not gate.has_passed
    assert gate.candidate_value == 1


def test_an_alarm_that_cannot_be_raised_has_failed(split):
    empty = replace(split, train=split.train.part(0, 0))
    gates = row_gates(empty, horizon_days=HORIZON_DAYS, seed=1)
    assert not any(gate.has_passed for gate in gates)
    assert all(gate.error for gate in gates)
