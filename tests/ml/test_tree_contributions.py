"""The contributions of trees against XGBoost's, shap's and the definition of a Shapley value."""

from itertools import combinations
from math import factorial

import numpy as np
import pytest
import xgboost
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.random_models import differences, random_case
from ml.explain import (
    compile_tables,
    engine_numba,  # noqa: F401 (once imported, it serves small work too)
    summarise_background,
    tree_contributions,
)

TOLERANCE = 1e-5


def trained(rows, labels, trees=10, **parameters):
    given_or_default = {"max_depth": 4, "nthread": 1, **parameters}
    return xgboost.train(given_or_default, xgboost.DMatrix(rows, labels), trees)


def by_xgboost(booster, rows):
    return booster.predict(xgboost.DMatrix(rows), pred_contribs=True)


@pytest.fixture(scope="module")
def rows():
    rng = np.random.default_rng(7)
    rows = rng.normal(size=(3_000, 6)).astype(np.float32)
    rows[rng.random(rows.shape) < 0.1] = np.nan
    return rows


@pytest.fixture(scope="module")
def labels(rows):
    return (np.nansum(rows[:, :3], axis=1) > 0.5).astype(np.float32)


@pytest.fixture(scope="module")
def booster(rows, labels):
    return trained(rows, labels, 40, objective="binary:logistic", base_score=0.12)


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=200)
def test_random_models_agree_with_xgboost_and_shap_and_add_up(seed):
    found = differences(random_case(seed))
    assert found.xgboost <= TOLERANCE
    assert found.shap <= TOLERANCE
    assert found.additivity <= TOLERANCE


def shapley_by_definition(play, features):
    """Return the Shapley values of a game by summing over all coalitions."""
    values = np.zeros(features)
    for feature in range(features):
        others = [other for other in range(features) if other != feature]
        for size in range(features):
            weight = factorial(size) * factorial(features - size - 1) / factorial(features)
            for coalition in combinations(others, size):
                values[feature] += weight * (play({*coalition, feature}) - play(set(coalition)))
    return values


def test_a_background_gives_the_shapley_values_of_its_game(rows, labels):
    booster = trained(np.nan_to_num(rows[:300, :4]), labels[:300], 3, max_depth=3)
    row, background = np.nan_to_num(rows[400, :4]), np.nan_to_num(rows[500:520, :4])

    def play(coalition):
        mixed = background.copy()
        mixed[:, list(coalition)] = row[list(coalition)]
        return booster.inplace_predict(mixed, predict_type="margin").astype(np.float64).mean()

    parts = tree_contributions(booster, row[None], background=background)[0]
    np.testing.assert_allclose(parts[:4], shapley_by_definition(play, 4), atol=TOLERANCE)
    np.testing.assert_allclose(parts[4], play(set()), atol=TOLERANCE)


@pytest.mark.parametrize("depth", range(1, 9))
def test_one_feature_many_times_on_a_path(rows, labels, depth):
    booster = trained(rows[:, :1], labels, 5, max_depth=depth)
    parts = tree_contributions(booster, rows[:, :1])
    np.testing.assert_allclose(parts, by_xgboost(booster, rows[:, :1]), atol=TOLERANCE)


@pytest.mark.parametrize("depth", [8, 10])
def test_codes_of_more_than_eight_bits(depth):
    rng = np.random.default_rng(11)
    rows = rng.normal(size=(3_000, 14)).astype(np.float32)
    booster = trained(rows, rng.normal(size=3_000), 2, max_depth=depth, min_child_weight=0.0)
    assert max(compile_tables(booster).coder.twig_bits) >= 2**depth
    np.testing.assert_allclose(
        tree_contributions(booster, rows), by_xgboost(booster, rows), atol=TOLERANCE
    )


def test_a_forest_of_parallel_trees(rows, labels):
    booster = trained(rows, labels, 2, num_parallel_tree=5, subsample=0.5)
    np.testing.assert_allclose(
        tree_contributions(booster, rows), by_xgboost(booster, rows), atol=TOLERANCE
    )


@pytest.mark.parametrize("depth", [12, 40])
def test_lopsided_and_very_deep_trees(rows, labels, depth):
    booster = trained(
        rows,
        np.exp(np.nan_to_num(rows[:, 0]) * 2.0) + labels,
        3,
        max_depth=depth,
        grow_policy="lossguide",
        max_leaves=60,
        min_child_weight=0.01,
    )
    parts = tree_contributions(booster, rows)
    np.testing.assert_allclose(parts, by_xgboost(booster, rows), atol=1e-4, rtol=1e-5)


def test_a_booster_that_learned_nothing_has_only_a_base_value(rows, labels):
    booster = trained(rows, labels, 3, gamma=1e9, objective="binary:logistic", base_score=0.2)
    margin = booster.inplace_predict(rows, predict_type="margin")
    for background in (None, rows[:9]):
        parts = tree_contributions(booster, rows, background=background)
        assert not parts[:, :-1].any()
        np.testing.assert_allclose(parts[:, -1], margin, atol=TOLERANCE)


def test_a_feature_that_no_tree_uses_contributes_exactly_nothing(rows, labels):
    constant = rows.copy()
    constant[:, 2] = 1.0
    booster = trained(constant, labels, max_depth=6)
    assert not tree_contributions(booster, constant, background=constant)[:, 2].any()


def test_the_background_itself_contributes_nothing_on_average(booster, rows):
    parts = tree_contributions(booster, rows, background=rows)
    np.testing.assert_allclose(parts[:, :-1].mean(axis=0, dtype=np.float64), 0.0, atol=1e-6)


def test_infinite_values_count_as_very_large_ones(booster, rows):
    infinite, large = rows[:50].copy(), rows[:50].copy()
    infinite[::2, 0], infinite[1::2, 1] = np.inf, -np.inf
    large[::2, 0], large[1::2, 1] = 3e38, -3e38
    parts = tree_contributions(booster, infinite)
    np.testing.assert_array_equal(parts, tree_contributions(booster, large))
    margin = booster.inplace_predict(large, predict_type="margin")
    np.testing.assert_allclose(parts.sum(axis=1), margin, atol=TOLERANCE)


def test_a_value_on_a_threshold_goes_right_and_so_does_negative_zero():
    rows = np.array([[0.0], [-1.0]] * 50, dtype=np.float32)
    booster = trained(rows, rows[:, 0], 1, tree_method="hist", min_child_weight=0.0)
    assert '"split_conditions":[0E0' in booster.save_raw("json").decode()
    at, below = np.array([[0.0], [-0.0]]), np.array([[np.nextafter(np.float32(0), -1)]])
    upper, lower = tree_contributions(booster, at)[:, 0], tree_contributions(booster, below)[0, 0]
    assert upper[0] == upper[1]
    assert lower < upper[0]


@pytest.mark.parametrize(
    "parameters",
    [
        {"objective": "binary:logistic"},
        {"objective": "binary:logistic", "base_score": 0.3},
        {"objective": "count:poisson"},
        {"objective": "reg:squarederror"},
        {"objective": "reg:squarederror", "base_score": 7.0},
    ],
)
def test_base_scores_given_or_estimated_on_any_scale(rows, labels, parameters):
    booster = trained(rows, labels, **parameters)
    parts = tree_contributions(booster, rows)
    np.testing.assert_allclose(parts, by_xgboost(booster, rows), atol=TOLERANCE)


def test_parts_of_a_sliced_booster(booster, rows):
    first = booster[:7]
    np.testing.assert_allclose(
        tree_contributions(first, rows), by_xgboost(first, rows), atol=TOLERANCE
    )


def test_tables_are_the_same_whatever_threads_counted_the_background(booster, rows):
    many = np.tile(rows, (5, 1))
    one = compile_tables(booster, background=summarise_background(booster, many, threads=1))
    two = compile_tables(booster, background=many, threads=2)
    np.testing.assert_array_equal(one.table, two.table)
    assert one.base_value == two.base_value
