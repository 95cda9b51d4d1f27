"""Agreement is 1 for the same reasons, about chance for others, and high for our own models."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ml import cross_check as module
from ml.cross_check import compare, cross_check
from ml.schema import EXPLANATION_AGREEMENT


def made(rows=300, columns=20, *, seed=1):
    return np.random.default_rng(seed).normal(size=(rows, columns))


@given(st.integers(0, 1000), st.integers(1, 12))
def test_everybody_agrees_with_themselves(seed, top):
    parts = made(rows=20, columns=8, seed=seed)
    (figures,) = compare(parts, parts, tops=(top,))
    assert figures["overlap_share"] == figures["same_direction_share"] == 1.0
    assert figures["rank_correlation"] == pytest.approx(1.0)
    assert (figures["ci_low"], figures["ci_high"]) == (1.0, 1.0)


def test_the_size_of_a_reason_counts_and_its_sign_is_told_apart():
    parts = made()
    (figures,) = compare(parts, -parts, tops=(3,))
    assert (figures["overlap_share"], figures["same_direction_share"]) == (1.0, 0.0)


def test_of_reasons_drawn_at_random_the_overlap_is_that_without_skill():
    (figures,) = compare(made(), made(seed=2), tops=(5,))
    assert figures["no_skill_share"] == 0.25
    assert figures["ci_low"] < 0.25 < figures["ci_high"]
    assert abs(figures["rank_correlation"]) < 0.05


def test_naming_the_same_reasons_to_everybody_is_compared_too():
    parts = made()
    parts[:, 0] += 100.0
    (figures,) = compare(parts, made(seed=2), tops=(1,))
    assert figures["same_for_all_share"] == 1.0
    assert figures["overlap_share"] < 0.2


def test_columns_that_the_model_does_not_use_lend_no_skill():
    parts = np.column_stack([made(columns=4), np.zeros((300, 16))])
    (figures,) = compare(parts, made(), tops=(2,))
    assert figures["no_skill_share"] == 0.5


def test_a_model_without_reasons_is_compared_too():
    (figures,) = compare(np.zeros((5, 3)), made(rows=5, columns=3), tops=(3,))
    assert figures["overlap_share"] == 0.0
    assert np.isnan(figures["same_direction_share"])


def test_our_reasons_agree_with_the_second_opinion(newest, versions):
    found = cross_check(newest, versions=versions, sample_size=60, tops=(1, 2))
    assert set(found["model_version"]) == set(
        versions.loc[["logistic", "xgboost"], "model_version"]
    )
    assert (found["sample_size"] == 60).all()
    assert (found["overlap_share"] > 0.7).all(), found
    assert (found["overlap_share"] > found["no_skill_share"] + 0.2).all()
    assert (found["same_direction_share"] > 0.85).all(), found


def test_reasons_that_are_wrong_are_found_out(newest, versions, monkeypatch):
    def shuffled(estimator, x, *, margin):  # noqa: ARG001 (the signature of what it stands for)
        return np.roll(estimator.contributions(x), 1, axis=1)

    monkeypatch.setattr(module, "checked_contributions", shuffled)
    found = cross_check(newest, versions=versions, sample_size=60, tops=(1, 2))
    assert (found["overlap_share"] < 0.6).all(), found


def test_the_same_sample_gives_the_same_figures(newest, versions):
    first, second = (
        cross_check(newest, versions=versions, sample_size=10, tops=(1,)) for _ in range(2)
    )
    pd.testing.assert_frame_equal(first, second)


def test_a_date_without_rows_and_a_ladder_without_learners_give_none(newest, versions):
    learners = cross_check(newest.iloc[:0], versions=versions, sample_size=10)
    simple = cross_check(newest, versions=versions.loc[["no_skill", "rule"]], sample_size=10)
    for found in (learners, simple):
        assert found.empty
        assert list(found.columns) == list(EXPLANATION_AGREEMENT.columns)
