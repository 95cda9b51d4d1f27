"""Boosted trees by XGBoost, explained exactly by tables of their subtrees."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from numpy.typing import NDArray

from ml.explain import TreeTables, apply_tables, compile_tables
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


@dataclass(frozen=True)
class Boosted:
    """Trees of depth four, as many as validation asked for.

    The artifact is bit-identical over threads but not over row orders, so rows arrive ordered.
    """

    columns: tuple[str, ...]
    booster: "Booster"
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
        return cls(
            columns=tuple(columns),
            booster=booster,
            tree_count=booster.num_boosted_rounds(),
            seed=seed,
        )

    @cached_property
    def _tables(self) -> TreeTables:
        """What explaining rows takes, made once: most models are never asked to explain."""
        return compile_tables(self.booster)

    @property
    def base_margin(self) -> float:
        """Return the mean log-odds of the training rows, as the trees remember them."""
        return self._tables.base_value

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
        """Return the exact SHAP values of every row (path-dependent, as `pred_contribs` gives)."""
        return apply_tables(self._tables, x)[:, :-1].astype(np.float64)

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
