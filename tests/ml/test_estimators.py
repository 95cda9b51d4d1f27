"""Promises that every rung keeps, and one of the boosted trees alone."""

import json
from dataclasses import replace

import numpy as np
import pytest
from threadpoolctl import threadpool_limits

from ml.estimators import ESTIMATORS, EXPLAINED_BY_FEATURES
from ml.panel import feature_matrix
from tests.ml.maker import FEATURES

ALL = list(ESTIMATORS)
LEARNED = sorted(EXPLAINED_BY_FEATURES)


@pytest.fixture(params=ALL)
def algorithm(request):
    return request.param


@pytest.fixture
def matrix(algorithm, rows):
    return feature_matrix(rows, columns=ESTIMATORS[algorithm].inputs(FEATURES))


@pytest.fixture
def labels(rows):
    return rows["is_churned"].to_numpy(dtype=np.float64)


@pytest.fixture
def fitted(algorithm, matrix, labels):
    rung = ESTIMATORS[algorithm]
    return rung.fit(
        matrix[:3500],
        labels[:3500],
        columns=rung.inputs(FEATURES),
        validation=(matrix[3500:], labels[3500:]),
        seed=1,
    )


def test_contributions_add_up_to_the_margin(fitted, matrix):
    total = fitted.base_margin + fitted.contributions(matrix).sum(axis=1)
    np.testing.assert_allclose(total, fitted.margin(matrix), atol=1e-5)


def test_survives_the_trip_through_json(fitted, matrix):
    restored = type(fitted).from_json(json.loads(json.dumps(fitted.to_json())))
    np.testing.assert_array_equal(restored.margin(matrix), fitted.margin(matrix))
    np.testing.assert_array_equal(restored.contributions(matrix), fitted.contributions(matrix))
    assert restored.base_margin == fitted.base_margin
    assert restored.to_json() == fitted.to_json()


def test_a_row_scores_the_same_alone_as_in_company(fitted, matrix):
    alone = np.concatenate([fitted.margin(matrix[place : place + 1]) for place in range(50)])
    np.testing.assert_allclose(alone, fitted.margin(matrix)[:50], rtol=0, atol=1e-12)


def test_no_rows_give_no_scores(fitted, matrix):
    assert fitted.margin(matrix[:0]).shape == (0,)
    assert fitted.contributions(matrix[:0]).shape == (0, len(fitted.columns))


def test_refitting_on_the_same_rows_changes_nothing(fitted, matrix, labels):
    again = fitted.refit(matrix[:3500], labels[:3500])
    np.testing.assert_array_equal(again.margin(matrix), fitted.margin(matrix))


@pytest.mark.parametrize("algorithm", LEARNED)
def test_silence_raises_the_risk(fitted):
    busy_then_silent = np.array(
        [[30.0, 2.0, 400.0, 0.0, 0.0], [3.0, 14.0, 400.0, 0.0, 0.0]], dtype=np.float32
    )
    busy, silent = fitted.margin(busy_then_silent)
    assert silent > busy + 1.0


@pytest.mark.parametrize("algorithm", LEARNED)
def test_a_row_of_nulls_gets_a_score(fitted):
    nothing = np.full((1, len(FEATURES)), np.nan, dtype=np.float32)
    assert np.isfinite(fitted.margin(nothing)).all()


@pytest.mark.parametrize("algorithm", ["logistic"])
def test_linear_contributions_have_mean_zero_over_the_training_rows(fitted, matrix):
    np.testing.assert_allclose(fitted.contributions(matrix[:3500]).mean(axis=0), 0.0, atol=1e-12)


@pytest.mark.parametrize("algorithm", ["logistic"])
def test_no_outlier_rules_a_linear_score(fitted, matrix):
    huge = matrix[:1].copy()
    huge[0, 2] = 1e12
    larger = huge * np.array([1, 1, 1e6, 1, 1], dtype=np.float32)
    np.testing.assert_array_equal(fitted.margin(huge), fitted.margin(larger))


@pytest.mark.parametrize("algorithm", ["xgboost"])
def test_trees_are_explained_as_the_shap_package_does(fitted, matrix):
    shap = pytest.importorskip("shap")
    oracle = shap.TreeExplainer(fitted.booster).shap_values(matrix[:100])
    np.testing.assert_allclose(fitted.contributions(matrix[:100]), oracle, atol=1e-5)


def test_the_number_of_threads_does_not_show_in_the_trees(monkeypatch):
    generator = np.random.default_rng(8)
    x = generator.normal(size=(20_000, 12)).astype(np.float32)
    labels = (x[:, 0] + generator.normal(size=len(x)) > 1.0).astype(float)
    texts = []
    for cells in (x.size + 1, 0):
        monkeypatch.setattr("ml.estimators.boosted.BOOSTING_ONE_THREAD_CELLS", cells)
        with threadpool_limits(limits=2):
            fitted = ESTIMATORS["xgboost"].fit(
                x,
                labels,
                columns=[f"f{place}" for place in range(12)],
                validation=(x[:1_000], 1.0 - labels[:1_000]),
                seed=1,
            )
            texts.append(json.dumps(replace(fitted, tree_count=15).refit(x, labels).to_json()))
    assert texts[0] == texts[1]
