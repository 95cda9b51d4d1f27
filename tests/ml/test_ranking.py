from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import average_precision_score, roc_auc_score

from ml.ranking import coarsen, order_codes, ranking_metrics


def metrics_of(probability, labels, *, capacity_share=0.1):
    probability, labels = np.asarray(probability, float), np.asarray(labels, float)
    codes = order_codes(probability)
    counts = [
        np.bincount(codes[labels == outcome], minlength=codes.max() + 1)[None, :].astype(float)
        for outcome in (1, 0)
    ]
    found = ranking_metrics(*counts, capacity_share=capacity_share)
    return {name: float(value[0]) for name, value in found.items()}


TIED_SCORES = st.lists(
    st.tuples(st.integers(0, 5), st.booleans()), min_size=4, max_size=200
).filter(lambda rows: 0 < sum(label for _, label in rows) < len(rows))


@given(TIED_SCORES)
def test_order_metrics_are_those_of_scikit_learn(rows):
    probability, labels = (np.array(part, float) for part in zip(*rows, strict=True))
    found = metrics_of(probability, labels)
    assert found["roc_auc"] == pytest.approx(roc_auc_score(labels, probability))
    assert found["average_precision"] == pytest.approx(average_precision_score(labels, probability))


@given(TIED_SCORES, st.integers(1, 4))
def test_a_rising_function_of_the_score_changes_nothing(rows, power):
    probability, labels = (np.array(part, float) for part in zip(*rows, strict=True))
    assert metrics_of(probability, labels) == metrics_of(np.exp(power * probability), labels)


@pytest.mark.parametrize("contacted", range(1, 7))
def test_ties_at_the_cut_count_as_the_mean_over_all_orders(contacted):
    probability = np.array([0.9, 0.5, 0.5, 0.5, 0.5, 0.1])
    labels = np.array([0, 1, 1, 0, 0, 1])
    hits = []
    for order in permutations(range(6)):
        ranked = sorted(order, key=lambda row: -probability[row])
        hits.append(labels[ranked[:contacted]].sum())
    found = metrics_of(probability, labels, capacity_share=contacted / 6)
    assert found["precision_at_capacity"] == pytest.approx(np.mean(hits) / contacted)
    assert found["recall_at_capacity"] == pytest.approx(np.mean(hits) / 3)
    assert found["lift_at_capacity"] == pytest.approx(np.mean(hits) / contacted / 0.5)


@given(TIED_SCORES, st.floats(0.01, 1.0))
def test_metrics_at_the_cut_agree_with_each_other(rows, share):
    probability, labels = (np.array(part, float) for part in zip(*rows, strict=True))
    found = metrics_of(probability, labels, capacity_share=share)
    base_rate = labels.mean()
    precision, recall = found["precision_at_capacity"], found["recall_at_capacity"]
    assert found["lift_at_capacity"] == pytest.approx(precision / base_rate)
    assert recall == pytest.approx(precision * share / base_rate)
    if precision + recall > 0.0:
        harmonic = 2.0 * precision * recall / (precision + recall)
        assert found["f1_at_capacity"] == pytest.approx(harmonic)
    correct = precision * share + (1.0 - base_rate) - (1.0 - precision) * share
    assert found["accuracy"] == pytest.approx(correct)


def test_contacting_everybody_finds_everybody():
    found = metrics_of([0.3, 0.2, 0.1], [0, 1, 0], capacity_share=1.0)
    assert (found["recall_at_capacity"], found["lift_at_capacity"]) == pytest.approx((1.0, 1.0))


def test_one_outcome_leaves_metrics_of_order_unknown():
    found = metrics_of([0.3, 0.2, 0.1], [0, 0, 0])
    known = {name for name, value in found.items() if not np.isnan(value)}
    assert known == {"accuracy"}


@given(st.lists(st.integers(0, 30), min_size=1, max_size=300), st.integers(1, 12))
def test_bins_keep_order_and_ties(scores, limit):
    codes = order_codes(np.array(scores, float))
    bins = coarsen(codes, limit=limit)
    assert len(np.unique(bins)) <= max(limit, 1)
    by_code = {}
    for code, place in zip(codes, bins, strict=True):
        assert by_code.setdefault(code, place) == place
    assert [by_code[code] for code in sorted(by_code)] == sorted(by_code.values())
