"""Boosted trees by XGBoost, explained by its own exact TreeSHAP."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Self

import numpy as np
from numpy.typing import NDArray

from ml.numerics import thinned
from ml.params import (
    BOOSTING,
    BOOSTING_ONE_THREAD_CELLS,
    BOOSTING_ROW_LIMIT,
    EARLY_STOPPING_ROUNDS,
    TREE_LIMIT,
)

if TYPE_CHECKING:
    from xgboost import Booster, QuantileDMatrix


# Explaining a row takes about as long as predicting this many.
_COST_OF_EXPLAINING: Final = 100


@dataclass(frozen=True)
class Boosted:
    """Trees of depth four, as many as validation asked for.

    The artifact is bit-identical over threads but not over row orders, so rows arrive ordered.
    """

    columns: tuple[str, ...]
    booster: "Booster"
    base_margin: float
    tree_count: int
    seed: int

    @classmethod
    def inputs(cls, names: Sequence[str]) -> tuple[str, ...]:
        """Return every feature."""
        return tuple(names)

    @classmethod
    def fit(
        cls,
        x: NDArray[np.float32],
        labels: NDArray[np.float64],
        *,
        columns: Sequence[str],
        validation: tuple[NDArray[np.float32], NDArray[np.float64]],
        seed: int,
    ) -> Self:
        """Add trees until validation log loss stops falling, and keep the best number."""
        data, settings = _prepared(x, labels, seed=seed)
        judge = _xgboost().QuantileDMatrix(*validation, ref=data, max_bin=BOOSTING["max_bin"])
        booster = _xgboost().train(
            settings,
            data,
            num_boost_round=TREE_LIMIT,
            evals=[(judge, "validation")],
            early_stopping_rounds=EARLY_STOPPING_ROUNDS,
            verbose_eval=False,
        )
        best = booster[: booster.best_iteration + 1]
        return cls._of(best, columns=columns, seed=seed)

    def refit(self, x: NDArray[np.float32], labels: NDArray[np.float64]) -> Self:
        """Learn the same number of trees from other rows."""
        data, settings = _prepared(x, labels, seed=self.seed)
        booster = _xgboost().train(settings, data, num_boost_round=self.tree_count)
        return self._of(booster, columns=self.columns, seed=self.seed)

    @classmethod
    def _of(cls, booster: "Booster", *, columns: Sequence[str], seed: int) -> Self:
        """Wrap a booster, without the traces of how it was trained."""
        booster.set_attr(best_iteration=None, best_score=None)
        booster.set_param({"nthread": 1})
        nothing = np.full((1, len(columns)), np.nan, dtype=np.float32)
        explained = booster.predict(_xgboost().DMatrix(nothing, nthread=1), pred_contribs=True)
        return cls(
            columns=tuple(columns),
            booster=booster,
            base_margin=float(explained[0, -1]),
            tree_count=booster.num_boosted_rounds(),
            seed=seed,
        )

    @property
    def parameters(self) -> dict[str, Any]:
        """Return the settings and the number of trees that was chosen."""
        return {**BOOSTING, "seed": self.seed, "tree_count": self.tree_count}

    def margin(self, x: NDArray[np.float32]) -> NDArray[np.float64]:
        """Return the log-odds of every row."""
        if not len(x):
            return np.zeros(0)
        self.booster.set_param({"nthread": _threads(x.size)})
        margin = self.booster.inplace_predict(x, predict_type="margin")
        return np.asarray(margin, dtype=np.float64)

    def contributions(self, x: NDArray[np.float32]) -> NDArray[np.float64]:
        """Return the exact SHAP values of every row (path-dependent TreeSHAP)."""
        if not len(x):
            return np.zeros((0, len(self.columns)))
        threads = _threads(x.size * _COST_OF_EXPLAINING)
        self.booster.set_param({"nthread": threads})
        # A QuantileDMatrix would be binned anew and explain other numbers.
        data = _xgboost().DMatrix(x, nthread=threads or None)
        explained = self.booster.predict(data, pred_contribs=True)
        return np.asarray(explained[:, :-1], dtype=np.float64)

    def to_json(self) -> dict[str, Any]:
        """Return XGBoost's own JSON beside the names of its columns."""
        return {
            "columns": list(self.columns),
            "seed": self.seed,
            "booster": json.loads(self.booster.save_raw("json")),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Return the model that `to_json` described."""
        booster = _xgboost().Booster()
        booster.load_model(bytearray(json.dumps(data["booster"]).encode()))
        return cls._of(booster, columns=data["columns"], seed=int(data["seed"]))


def _threads(cells: int) -> int:
    """Return one thread for small work and 0, XGBoost's own choice, for the rest."""
    return 1 if cells < BOOSTING_ONE_THREAD_CELLS else 0


def _prepared(
    x: NDArray[np.float32], labels: NDArray[np.float64], *, seed: int
) -> tuple["QuantileDMatrix", dict[str, Any]]:
    """Return binned rows, a sample where they are very many, and the settings to train with.

    The number of threads leaves no trace in the model.
    """
    kept = thinned(len(x), limit=BOOSTING_ROW_LIMIT)
    threads = _threads(x.size)
    data = _xgboost().QuantileDMatrix(
        x[kept], labels[kept], nthread=threads or None, max_bin=BOOSTING["max_bin"]
    )
    return data, {**BOOSTING, "seed": seed, "nthread": threads}


def _xgboost() -> Any:
    """Import XGBoost on use: it costs a second or more, and most builds train nothing."""
    import xgboost

    return xgboost
