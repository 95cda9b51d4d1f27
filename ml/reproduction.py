"""Train recorded versions again from the rows that they saw, and say whether they come out same."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd
from threadpoolctl import threadpool_limits

from ml.artifact import Model, hash_text, read_artifact, write_artifact
from ml.errors import TrainingError
from ml.estimators import EXPLAINED_BY_FEATURES
from ml.panel import to_panel
from ml.rungs import fit_rung
from ml.scoring import Scorer
from ml.split import Windows, split_by_time

Version = Mapping[str, Any]


@dataclass(frozen=True)
class Recipe:
    """What a training's versions say of how they were made; the same for all of them."""

    rows_from_date: date
    trained_as_of_date: date
    horizon_days: int
    seed: int
    windows: Windows
    columns: tuple[str, ...]


@dataclass(frozen=True)
class Remade:
    """A training's rows as they are today, and the models that they give again.

    There are no models where the rows are not the ones that the training saw.
    """

    row_count: int
    data_fingerprint: str
    models: Mapping[str, Model]

    def artifact_hash(self, algorithm: str) -> str | None:
        """Return the hash of the model's artifact, as recorded when it was trained first."""
        model = self.models.get(algorithm)
        return None if model is None else hash_text(write_artifact(model))


def read_recipe(versions: Sequence[Version]) -> Recipe:
    """Return how the versions of one training were made.

    Features are those that the learned rungs read, so a feature that came into the catalogue
    later does not matter.

    Raises:
        ArtifactError: a stored model is not the one that was trained.
        TrainingError: the versions do not say which rows they saw.
    """
    first = versions[0]
    parameters = json.loads(first["parameters"])
    learned = [version for version in versions if version["algorithm"] in EXPLAINED_BY_FEATURES]
    if "rows_from_date" not in parameters or not learned:
        raise TrainingError(
            f"The training of {first['trained_as_of_date']} recorded no first date of its rows or "
            "no model that learned from features; only what was trained since can be made again."
        )
    return Recipe(
        rows_from_date=date.fromisoformat(parameters["rows_from_date"]),
        trained_as_of_date=pd.Timestamp(first["trained_as_of_date"]).date(),
        horizon_days=int(parameters["horizon_days"]),
        seed=int(parameters["seed"]),
        windows=Windows(
            training_weeks=int(parameters["training_weeks"]),
            validation_weeks=int(parameters["validation_weeks"]),
            holdout_weeks=int(parameters["holdout_weeks"]),
        ),
        columns=read_artifact(learned[0]).estimator.columns,
    )


def remake(
    rows: pd.DataFrame, *, recipe: Recipe, fingerprint: str, algorithms: Sequence[str]
) -> Remade:
    """Return the models of `algorithms`, trained as `recipe` says, if the rows are the same.

    Args:
        rows: what the training was handed: from the recipe's first date, known on its date.
        recipe: of the training.
        fingerprint: what the training recorded of its rows.
        algorithms: the rungs that are asked for.

    Raises:
        FrameError: the rows lack a feature that the models read, or are not in order.
        LeakageError: an outcome was not yet known on the date.
    """
    if rows.empty:
        return Remade(row_count=0, data_fingerprint="", models={})
    panel = to_panel(
        rows,
        names=recipe.columns,
        trained_as_of_date=recipe.trained_as_of_date,
        horizon_days=recipe.horizon_days,
    )
    models: dict[str, Model] = {}
    if panel.fingerprint() == fingerprint:
        split = split_by_time(panel, windows=recipe.windows, horizon_days=recipe.horizon_days)
        # As in training: the order of additions over threads shows in the last bits.
        with threadpool_limits(limits=1, user_api="blas"):
            models = {
                name: fit_rung(name, split=split, seed=recipe.seed).model for name in algorithms
            }
    return Remade(row_count=len(panel), data_fingerprint=panel.fingerprint(), models=models)


def count_other_scores(model: Model, rows: pd.DataFrame, *, stored: pd.DataFrame) -> int:
    """Return how many stored scores the model does not give again, to the last bit.

    A customer who is only among the rows or only among the scores counts as well.

    Args:
        model: trained again.
        rows: what was scored.
        stored: `customer_id`, `raw_score` and `churn_probability` of one version and date.
    """
    scored = Scorer(model_version="", model=model).score(rows)
    return len({row[0] for row in _values(stored) ^ _values(scored)})


def _values(scores: pd.DataFrame) -> set[tuple[Any, ...]]:
    columns = ["customer_id", "raw_score", "churn_probability"]
    return set(scores[columns].itertuples(index=False, name=None))
