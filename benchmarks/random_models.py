"""Random boosters of every shape that is explained, and how far two answers differ on them."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import shap
import xgboost
from numpy.typing import NDArray

from ml.explain import tree_contributions

Matrix = NDArray[np.float32]


@dataclass(frozen=True)
class Case:
    """A booster, rows to explain and rows to compare them with."""

    booster: xgboost.Booster
    rows: Matrix
    background: Matrix


@dataclass(frozen=True)
class Differences:
    """Largest differences in log-odds: to XGBoost, to shap, and of the sums to the margins."""

    xgboost: float
    shap: float
    additivity: float


def random_case(seed: int) -> Case:
    """Return a booster of depth 1 to 8 with rows that often lie exactly on a threshold.

    Values are missing, constant, negative zero or from a coarse grid; trees are few or one,
    balanced or grown by loss, pruned to a leaf, and monotone; base scores are given or estimated:
    each in some of the cases.
    """
    rng = np.random.default_rng(seed)
    features = int(rng.integers(1, 21))
    rows = _random_rows(rng, count=int(rng.integers(30, 600)), features=features)
    signal = np.nan_to_num(rows) @ rng.normal(size=features) + rng.normal(size=len(rows))
    is_logistic = rng.random() < 0.7
    labels = (signal > np.quantile(signal, 0.8)).astype(np.float32) if is_logistic else signal
    trees = int(rng.choice([1, 2, 5, 20]))
    booster = xgboost.train(
        _random_settings(rng, features=features, is_logistic=is_logistic),
        xgboost.DMatrix(rows, labels, weight=rng.uniform(0.5, 2.0, len(rows))),
        num_boost_round=trees,
    )
    unseen = _random_rows(rng, count=20, features=features)
    return Case(booster, np.concatenate([rows[:40], unseen]), rows[-int(rng.integers(1, 30)) :])


def _random_rows(rng: np.random.Generator, *, count: int, features: int) -> Matrix:
    rows = rng.normal(size=(count, features)).astype(np.float32)
    is_coarse = rng.random(features) < 0.5
    rows[:, is_coarse] = np.round(rows[:, is_coarse] * 2.0) / 2.0
    rows[:, rng.random(features) < 0.1] = 1.5
    rows[rng.random(rows.shape) < rng.choice([0.0, 0.05, 0.4])] = np.nan
    rows[rng.random(rows.shape) < 0.02] = -0.0
    return rows


def _random_settings(
    rng: np.random.Generator, *, features: int, is_logistic: bool
) -> dict[str, Any]:
    settings = {
        "objective": "binary:logistic" if is_logistic else "reg:squarederror",
        "max_depth": int(rng.integers(1, 9)),
        "eta": float(rng.uniform(0.05, 0.5)),
        "gamma": float(rng.choice([0.0, 0.0, 1.0, 10.0])),
        "min_child_weight": float(rng.choice([0.01, 1.0, 5.0])),
        "max_bin": int(rng.choice([4, 16, 256])),
        "tree_method": str(rng.choice(["hist", "exact", "approx"])),
        "subsample": float(rng.choice([0.6, 1.0])),
        "seed": int(rng.integers(1000)),
        "nthread": 1,
    }
    if settings["tree_method"] != "exact" and rng.random() < 0.3:
        settings.update(grow_policy="lossguide", max_leaves=int(rng.integers(2, 40)))
    if rng.random() < 0.5:
        settings["base_score"] = float(rng.uniform(0.05, 0.95))
    if rng.random() < 0.3:
        ways = rng.integers(-1, 2, features).tolist()
        settings["monotone_constraints"] = f"({','.join(map(str, ways))})"
    return settings


def differences(case: Case) -> Differences:
    """Explain the rows of a case in both senses and compare with XGBoost, shap and the margins."""
    margin = case.booster.inplace_predict(case.rows, predict_type="margin")
    by_path = tree_contributions(case.booster, case.rows, threads=1)
    against = tree_contributions(case.booster, case.rows, background=case.background, threads=1)
    theirs = case.booster.predict(xgboost.DMatrix(case.rows), pred_contribs=True)
    explainer = shap.TreeExplainer(
        case.booster, data=case.background, feature_perturbation="interventional"
    )
    values = explainer.shap_values(case.rows, check_additivity=False)
    base = np.broadcast_to(explainer.expected_value, (len(margin), 1))
    sums = [parts.sum(axis=1, dtype=np.float64) for parts in (by_path, against)]
    return Differences(
        xgboost=float(np.abs(by_path - theirs).max()),
        shap=float(np.abs(against - np.concatenate([values, base], axis=1)).max()),
        additivity=max(float(np.abs(total - margin).max()) for total in sums),
    )
