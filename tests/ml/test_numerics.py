import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.linear_model import LogisticRegression

from ml.numerics import fit_line, logit, sigmoid


@given(st.floats(-20.0, 20.0))
def test_logit_undoes_sigmoid(margin):
    assert logit(sigmoid(np.array([margin])))[0] == pytest.approx(margin, rel=1e-6, abs=1e-6)


def test_extreme_margins_do_not_overflow():
    np.testing.assert_array_equal(sigmoid(np.array([-1e6, 1e6])), [0.0, 1.0])
    assert np.isfinite(logit(np.array([0.0, 1.0]))).all()


@pytest.mark.parametrize(
    ("intercept", "slope"), [(0.0, 1.0), (-2.0, 0.4), (1.0, -1.5), (-5.0, 2.0)]
)
def test_the_line_is_that_of_scikit_learn(intercept, slope):
    generator = np.random.default_rng(1)
    margin = generator.normal(1.0, 2.0, 3_000)
    labels = (generator.random(3_000) < sigmoid(intercept + slope * margin)).astype(float)
    oracle = LogisticRegression(C=np.inf, tol=1e-10).fit(margin[:, None], labels)
    found = fit_line(margin, labels)
    assert found == pytest.approx((oracle.intercept_[0], oracle.coef_[0, 0]), rel=1e-4)


def test_a_score_that_does_not_differ_has_no_slope():
    intercept, slope = fit_line(np.full(10, 0.3), np.array([1.0] * 2 + [0.0] * 8))
    assert (sigmoid(np.array([intercept]))[0], slope) == pytest.approx((0.2, 0.0))


def test_classes_told_apart_without_error_have_no_finite_slope():
    margin = np.arange(10.0)
    assert all(math.isnan(value) for value in fit_line(margin, (margin > 4.5).astype(float)))
