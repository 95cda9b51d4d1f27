import numpy as np
import pytest
from sklearn.metrics import brier_score_loss, log_loss

from ml.agreement import agreement_metrics, agreement_terms, calibration_codes, calibration_line
from ml.numerics import logit, sigmoid
from ml.ranking import order_codes


@pytest.fixture
def scored():
    generator = np.random.default_rng(6)
    truth = generator.normal(-2.0, 1.2, 50_000)
    labels = (generator.random(50_000) < sigmoid(truth)).astype(float)
    return np.round(sigmoid(truth), 9), labels


def metrics_of(probability, labels):
    line = calibration_line(probability, labels)
    bins = calibration_codes(order_codes(probability))
    terms = agreement_terms(probability, labels, bins=bins, line=line)
    found = agreement_metrics(terms.sum(axis=0)[None, :], slope=line[1])
    return {name: float(value[0]) for name, value in found.items()}


def test_losses_are_those_of_scikit_learn(scored):
    found = metrics_of(*scored)
    probability, labels = scored
    assert found["brier_score"] == pytest.approx(brier_score_loss(labels, probability))
    assert found["log_loss"] == pytest.approx(log_loss(labels, probability))


def test_the_calibration_error_is_the_mean_gap_of_ten_equal_bins(scored):
    probability, labels = scored
    order = np.argsort(-probability, kind="stable")
    gaps = [
        abs(probability[part].mean() - labels[part].mean()) * len(part)
        for part in np.array_split(order, 10)
    ]
    error = metrics_of(probability, labels)["expected_calibration_error"]
    assert error == pytest.approx(sum(gaps) / len(labels), abs=1e-3)


def test_the_slope_of_true_probabilities_is_one_and_of_doubled_ones_a_half(scored):
    probability, labels = scored
    assert metrics_of(probability, labels)["calibration_slope"] == pytest.approx(1.0, abs=0.06)
    doubled = sigmoid(2.0 * logit(probability))
    assert metrics_of(doubled, labels)["calibration_slope"] == pytest.approx(0.5, abs=0.03)


def test_observed_over_expected_is_the_share_of_the_said_that_came(scored):
    probability, labels = scored
    found = metrics_of(probability, labels)["observed_over_expected"]
    assert found == pytest.approx(labels.sum() / probability.sum())


def test_scores_that_do_not_differ_have_no_slope():
    assert np.isnan(calibration_line(np.full(4, 0.2), np.array([0.0, 1.0, 0.0, 1.0]))).all()
    assert np.isnan(calibration_line(np.array([0.1, 0.2]), np.zeros(2))).all()
