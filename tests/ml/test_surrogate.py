"""A line around a customer: right where the truth is a line, and the same at every call."""

import numpy as np
import pytest

from ml.surrogate import local_weights


@pytest.fixture(scope="module")
def background():
    return np.random.default_rng(3).normal(size=(400, 6)).astype(np.float32)


SLOPES = np.array([2.0, -1.0, 0.5, 0.0, 0.0, 0.25])


def linear(x):
    return x.astype(np.float64) @ SLOPES


def test_of_a_linear_model_it_finds_slope_times_distance_from_the_mean(background):
    x = background[:20]
    found = local_weights(x, background=background, margin=linear)
    expected = SLOPES * (x - background.mean(axis=0))
    assert np.corrcoef(found.ravel(), expected.ravel())[0, 1] > 0.98
    assert np.abs(found - expected).mean() < 0.15


def test_a_column_that_is_not_used_gets_next_to_nothing(background):
    found = local_weights(background[:20], background=background, margin=lambda x: 3.0 * x[:, 0])
    assert np.abs(found[:, 0]).mean() > 20 * np.abs(found[:, 1:]).mean()


def test_nulls_are_lent_and_kept_like_any_value(background):
    holed = background.copy()
    holed[::3, 1] = np.nan
    found = local_weights(
        holed[:6], background=holed, margin=lambda x: np.isnan(x[:, 1]).astype(np.float64)
    )
    assert (found[::3, 1] > 0.5).all()
    assert (np.delete(found[:, 1], [0, 3]) < 0.0).all()


def test_the_same_rows_get_the_same_weights(background):
    first, second = (
        local_weights(background[:5], background=background, margin=linear) for _ in range(2)
    )
    assert np.array_equal(first, second)
    other = local_weights(background[:5], background=background, margin=linear, seed=1)
    assert not np.array_equal(first, other)


def test_no_rows_have_no_weights(background):
    assert local_weights(background[:0], background=background, margin=linear).shape == (0, 6)
