"""The comparison of arms agrees with the textbook, and its errors are as large as it says."""

import numpy as np
import pytest

from ml.contrast import comparable, contrast
from tests.ml.campaigns import campaign


def compare(units, *, covariate=None, amount=None):
    return contrast(
        units["is_churned"].to_numpy(dtype=float),
        amount=np.ones(len(units)) if amount is None else amount,
        strata=(units["stratum"] == "high").to_numpy().astype(int),
        is_treated=(units["arm"] == "treatment").to_numpy(),
        covariate=np.zeros(len(units)) if covariate is None else covariate,
    )


def test_one_stratum_without_a_covariate_is_the_test_of_welch():
    units = campaign(300, saved=0.2).assign(stratum="high")
    found = compare(units)
    arms = [
        units.loc[units["arm"] == arm, "is_churned"].astype(float)
        for arm in ("control", "treatment")
    ]
    errors = np.array([rows.var(ddof=1) / len(rows) for rows in arms])
    weights = errors**2 / np.array([len(rows) - 1 for rows in arms])
    assert found.difference == pytest.approx(arms[0].mean() - arms[1].mean())
    assert found.error == pytest.approx(np.sqrt(errors.sum()))
    assert found.degrees == pytest.approx(errors.sum() ** 2 / weights.sum())


def test_a_slope_is_that_of_least_squares_with_its_robust_error():
    units = campaign(400, saved=0.2).assign(stratum="high")
    score, arm = units["covariate"].to_numpy(), (units["arm"] == "treatment").to_numpy()
    away = score - score.mean()
    design = np.column_stack([np.ones(400), arm, away, arm * away]).astype(float)
    lost = units["is_churned"].to_numpy(dtype=float)
    inverse = np.linalg.inv(design.T @ design)
    fitted = inverse @ design.T @ lost
    leverage = ((design @ inverse) * design).sum(axis=1)
    spread = (lost - design @ fitted) ** 2 / (1.0 - leverage)
    robust = inverse @ (design.T * spread) @ design @ inverse
    found = compare(units, covariate=score)
    assert found.difference == pytest.approx(-fitted[1])
    assert found.error == pytest.approx(np.sqrt(robust[1, 1]))


def test_amounts_scale_what_is_lost():
    units = campaign(400, saved=0.2)
    one, three = compare(units), compare(units, amount=np.full(len(units), 3.0))
    assert three.difference == pytest.approx(3.0 * one.difference)
    assert three.error == pytest.approx(3.0 * one.error)


def test_unknown_scores_count_as_the_mean_of_their_stratum():
    units = campaign(400)
    score = units["covariate"].to_numpy().copy()
    high = (units["stratum"] == "high").to_numpy()
    score[::7] = np.nan
    filled = score.copy()
    for rows in (high, ~high):
        filled[rows & np.isnan(score)] = np.nanmean(score[rows])
    told, guessed = (compare(units, covariate=values) for values in (filled, score))
    assert guessed.difference == pytest.approx(told.difference, rel=1e-9)


def test_one_extreme_customer_has_no_slope():
    units = campaign(400)
    score = np.zeros(len(units))
    score[np.flatnonzero(units["arm"] == "control")[0]] = 1e6
    assert compare(units, covariate=score).control.mean == pytest.approx(
        compare(units).control.mean
    )


def test_a_stratum_is_comparable_from_two_customers_of_either_arm():
    strata = np.array([0, 0, 0, 0, 1, 1, 1, 2, 2])
    is_treated = np.array([1, 1, 0, 0, 1, 1, 0, 1, 1], dtype=bool)
    assert comparable(strata, is_treated).tolist() == [True] * 4 + [False] * 5


def test_intervals_hold_the_truth_about_as_often_as_they_say():
    scores = {True: [], False: []}
    for seed in range(400):
        units = campaign(400, seed=seed)
        for is_adjusted, kept in scores.items():
            score = units["covariate"].to_numpy() if is_adjusted else None
            found = compare(units, covariate=score)
            kept.append(abs(found.difference) / found.error)
    for kept in scores.values():
        assert 0.92 < np.mean(np.array(kept) < 1.97) < 0.98


def test_strata_weigh_by_their_customers():
    units = campaign(3_000, saved=0.4, share=0.3)
    by_stratum = [(len(rows), compare(rows).difference) for _, rows in units.groupby("stratum")]
    sizes, differences = np.array(by_stratum).T
    assert not np.isclose(*sizes)
    assert compare(units).difference == pytest.approx(np.average(differences, weights=sizes))


def test_an_arm_that_lost_nobody_still_has_a_variance():
    units = campaign(400)
    spared = units.assign(is_churned=units["is_churned"] & (units["arm"] == "control"))
    assert compare(spared).treatment.variance > 0.0
    assert compare(spared).treatment.mean == 0.0
