"""The ways to explain a booster that `benchmarks.explanations` measures, where installed."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

import pandas as pd
import shap
import xgboost

from benchmarks.random_models import Matrix
from ml.explain import apply_tables, compile_tables

TREES, TRAINING_ROWS = 300, 60_000
BACKGROUND, SHAP_BACKGROUND = 100_000, 100
PREDICTION = "plain prediction"


@dataclass(frozen=True)
class Method:
    """A way to explain: what is done once, and what is done with how many rows."""

    name: str
    rows: int
    set_up: Callable[[], Any]
    run: Callable[[Any, Matrix], object]


def train(rows: Matrix, labels: Matrix, *, depth: int, threads: int) -> xgboost.Booster:
    """Return a classifier of `TREES` trees."""
    data = xgboost.QuantileDMatrix(rows[:TRAINING_ROWS], labels[:TRAINING_ROWS], max_bin=128)
    settings = {"objective": "binary:logistic", "max_depth": depth, "eta": 0.05, "max_bin": 128}
    return xgboost.train({**settings, "nthread": threads}, data, TREES)


def methods(
    booster: xgboost.Booster, rows: Matrix, labels: Matrix, *, depth: int, threads: int
) -> Iterator[Method]:
    """Yield prediction, our two kernels, and the others that are installed."""

    def kernel(background: Matrix | None) -> Callable[[], Any]:
        return lambda: compile_tables(booster, background=background, threads=threads)

    def explain(tables: Any, some: Matrix) -> object:
        return apply_tables(tables, some, threads=threads)

    yield Method(
        PREDICTION,
        len(rows),
        lambda: None,
        lambda _, some: booster.inplace_predict(some, predict_type="margin"),
    )
    yield Method("ours, path-dependent", len(rows), kernel(None), explain)
    yield Method(
        f"ours, against {BACKGROUND:,} rows", len(rows), kernel(rows[:BACKGROUND]), explain
    )
    yield Method(
        "XGBoost pred_contribs",
        2_000,
        lambda: None,
        lambda _, some: booster.predict(xgboost.DMatrix(some, nthread=threads), pred_contribs=True),
    )
    yield Method(
        f"shap, against {SHAP_BACKGROUND} rows",
        100,
        lambda: shap.TreeExplainer(
            booster, data=rows[:SHAP_BACKGROUND], feature_perturbation="interventional"
        ),
        lambda explainer, some: explainer.shap_values(some, check_additivity=False),
    )
    yield from _woodelf(booster, rows)
    if find_spec("lightgbm"):
        yield _lightgbm(rows, labels, depth=depth, threads=threads)


def _woodelf(booster: xgboost.Booster, rows: Matrix) -> Iterator[Method]:
    if not find_spec("woodelf"):
        return
    from woodelf import WoodelfExplainer

    def explain(explainer: Any, some: Matrix) -> object:
        return explainer.shap_values(pd.DataFrame(some), verbose=False)

    yield Method("woodelf, path-dependent", 20_000, lambda: WoodelfExplainer(booster), explain)
    background = pd.DataFrame(rows[:BACKGROUND])
    yield Method(
        f"woodelf, against {BACKGROUND:,} rows",
        20_000,
        lambda: WoodelfExplainer(booster, background),
        explain,
    )


def _lightgbm(rows: Matrix, labels: Matrix, *, depth: int, threads: int) -> Method:
    import lightgbm

    settings = {"objective": "binary", "max_depth": depth, "num_leaves": 2**depth, "verbose": -1}
    data = lightgbm.Dataset(rows[:TRAINING_ROWS], labels[:TRAINING_ROWS])
    model = lightgbm.train({**settings, "num_threads": threads}, data, TREES)
    return Method(
        "LightGBM pred_contrib, its own model",
        2_000,
        lambda: None,
        lambda _, some: model.predict(some, pred_contrib=True, num_threads=threads),
    )
