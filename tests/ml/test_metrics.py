"""Point values are exact; intervals are those of a plain bootstrap over customers."""

import numpy as np
import pytest

from ml.bootstrap import draw_customers
from ml.metrics import METRIC_NAMES, measure, no_skill_values, percentiles
from ml.numerics import logit, sigmoid


def panel(*, customer_count, week_count=4, seed=0):
    generator = np.random.default_rng(seed)
    habit = generator.normal(size=customer_count)
    margin = np.tile(-2.0 + 1.2 * habit, week_count)
    persistent = np.tile(generator.random(customer_count), week_count)
    labels = (persistent < sigmoid(margin)).astype(float)
    customers = np.tile(
        np.array([f"C{place}" for place in range(customer_count)], dtype=object), week_count
    )
    probability = np.round(sigmoid(margin + 0.5 * generator.normal(size=len(margin))), 9)
    return probability, labels, customers


def measured(probability, labels, customers, *, seed=1):
    return measure(
        probability,
        labels,
        replicates=draw_customers(customers, seed=seed),
        capacity_share=0.1,
    )


def plain_bootstrap(probability, labels, customers, *, count=300):
    """Return the metrics of rows of customers drawn one by one."""
    generator = np.random.default_rng(9)
    rows_of = [np.flatnonzero(customers == name) for name in np.unique(customers)]
    drawn = []
    for _ in range(count):
        picked = generator.integers(0, len(rows_of), len(rows_of))
        rows = np.concatenate([rows_of[place] for place in picked])
        one = measure(
            probability[rows],
            labels[rows],
            replicates=draw_customers(np.array(["one"], dtype=object).repeat(len(rows)), seed=0),
            capacity_share=0.1,
        )
        drawn.append([one.values[name] for name in METRIC_NAMES])
    return dict(zip(METRIC_NAMES, np.array(drawn).T, strict=True))


def test_standard_errors_are_those_of_a_plain_bootstrap_over_customers():
    rows = panel(customer_count=600)
    found, plain = measured(*rows), plain_bootstrap(*rows)
    for name in METRIC_NAMES:
        if name != "expected_calibration_error":
            ratio = found.replicates[name].std() / plain[name].std()
            assert 0.8 < ratio < 1.25, (name, ratio)


def test_intervals_of_independent_samples_cover_the_truth():
    truth = measured(*panel(customer_count=60_000, week_count=1)).values
    names = ("roc_auc", "average_precision", "brier_score", "lift_at_capacity", "calibration_slope")
    covered = dict.fromkeys(names, 0)
    for seed in range(100, 200):
        found = measured(*panel(customer_count=500, seed=seed), seed=seed)
        for name in names:
            low, high = found.interval(name)
            covered[name] += low <= truth[name] <= high
    assert min(covered.values()) >= 88, covered


def test_the_interval_of_roc_auc_is_even_on_log_odds_and_stays_inside():
    found = measured(*panel(customer_count=300))
    low, high = found.interval("roc_auc")
    value = found.values["roc_auc"]
    up, down = (logit(np.array([value, end])) for end in (high, low))
    assert up[1] - up[0] == pytest.approx(down[0] - down[1])
    spread = found.replicates["roc_auc"].std()
    assert high - low == pytest.approx(2 * 1.96 * spread, rel=0.02)
    perfect = measured(
        np.array([0.9, 0.1] * 9), np.array([1.0, 0.0] * 9), np.arange(18).astype(object)
    )
    assert perfect.interval("roc_auc") == (1.0, 1.0)


def test_percentiles_are_those_of_numpy():
    values = np.random.default_rng(0).normal(size=401)
    assert percentiles(values) == pytest.approx(np.quantile(values, [0.025, 0.975]))
    assert percentiles(np.append(values, np.nan)) == percentiles(values)


def test_repeated_rows_of_a_customer_do_not_narrow_the_interval():
    probability, labels, customers = panel(customer_count=500, week_count=1)
    once = measured(probability, labels, customers)
    often = measured(*(np.tile(part, 9) for part in (probability, labels, customers)))
    for name in ("roc_auc", "brier_score"):
        assert often.replicates[name].std() == pytest.approx(once.replicates[name].std(), rel=0.05)


def test_binning_of_replicates_does_not_move_the_values():
    found = measured(*panel(customer_count=3_000))
    for name in METRIC_NAMES:
        assert found.replicates[name].mean() == pytest.approx(found.values[name])


def test_a_constant_score_has_no_skill_in_every_metric():
    labels = (np.arange(1_000) < 120).astype(float)
    customers = np.array([f"C{place}" for place in range(1_000)], dtype=object)
    found = measured(np.full(1_000, 0.12), labels, customers)
    for name in METRIC_NAMES:
        if name not in ("accuracy", "calibration_slope"):
            assert found.values[name] == pytest.approx(found.no_skill[name]), name
    assert np.isnan(found.values["calibration_slope"])
    assert found.no_skill["accuracy"] == pytest.approx(0.88)


def test_no_skill_values_have_limits_at_one_outcome():
    assert no_skill_values(0.0, capacity_share=0.1)["log_loss"] == 0.0
    assert no_skill_values(1.0, capacity_share=0.1)["accuracy"] == 1.0


def test_one_outcome_keeps_counts_and_leaves_order_unknown():
    customers = np.array(["C1", "C2", "C3"], dtype=object)
    found = measured(np.array([0.1, 0.2, 0.3]), np.zeros(3), customers)
    assert (found.row_count, found.positive_count) == (3, 0)
    assert np.isnan(found.values["roc_auc"])
    assert np.isnan(found.interval("roc_auc")).all()
    assert found.values["brier_score"] == pytest.approx(0.14 / 3)
