"""Make recorded model versions again, one training after another, and compare them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

import duckdb
import pandas as pd

from apps.reading import ReadingError
from ml.reproduction import Remade, Version, count_other_scores, read_recipe, remake

VERSIONS = "select * from scores.dim_model_versions order by trained_as_of_date, rung"
# As models/ml/ml_model_versions.py fetches them.
TRAINING_ROWS = """
    select * from features.feat_training_rows
    where as_of_date >= ? and matures_on_date <= ?
    order by as_of_date, customer_id
"""
FIRST_SCORED = "select min(as_of_date) from scores.fct_churn_scores where model_version = ?"
SCORES = """
    select customer_id, raw_score, churn_probability from scores.fct_churn_scores
    where model_version = ? and as_of_date = ?
"""
SCORING_ROWS = "select * from features.feat_scoring_rows where as_of_date = ? order by customer_id"


@dataclass(frozen=True)
class Comparison:
    """What a version recorded, and what came out when it was made again."""

    version: Version
    remade: Remade
    scored_on: date | None
    score_count: int
    other_scores: int | None

    @property
    def has_same_data(self) -> bool:
        """Return whether the rows are the ones that the version learned from."""
        return self.remade.data_fingerprint == str(self.version["data_fingerprint"])

    @property
    def artifact_hash(self) -> str | None:
        """Return the hash of the artifact that was made again, None where none was."""
        return self.remade.artifact_hash(self.version["algorithm"])

    @property
    def has_same_artifact(self) -> bool:
        """Return whether the model is the same, byte for byte."""
        return self.artifact_hash == str(self.version["artifact_hash"])

    @property
    def is_same(self) -> bool:
        """Return whether all that can be compared is the same; a version may not have scored."""
        return self.has_same_artifact and not self.other_scores


def read_versions(connection: duckdb.DuckDBPyConnection) -> list[Version]:
    """Return every recorded version, those of a training together."""
    frame = connection.execute(VERSIONS).df()
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]


def find(versions: list[Version], *, wanted: str) -> Version:
    """Return the version of that name.

    Raises:
        ReadingError: there is none.
    """
    for version in versions:
        if version["model_version"] == wanted:
            return version
    newest = ", ".join(version["model_version"] for version in versions[-4:]) or "none"
    raise ReadingError(
        f"There is no model version {wanted} among the {len(versions)} of the registry; the "
        f"newest are: {newest}."
    )


def reproduce(
    connection: duckdb.DuckDBPyConnection,
    *,
    versions: list[Version],
    wanted: set[str],
    progress: Callable[[str], None],
) -> Iterator[Comparison]:
    """Yield the comparison of every wanted version; what a training's versions share is done once.

    Raises:
        ModelError: a stored model is damaged, or the rows do not have the shape that it needs.
    """
    for trained, group in groupby(versions, key=_training):
        siblings = list(group)
        asked = [version for version in siblings if version["model_version"] in wanted]
        if not asked:
            continue
        progress(f"training of {trained[0]:%Y-%m-%d}")
        recipe = read_recipe(siblings)
        rows = connection.execute(
            TRAINING_ROWS, [recipe.rows_from_date, recipe.trained_as_of_date]
        ).df()
        remade = remake(
            rows,
            recipe=recipe,
            fingerprint=trained[1],
            algorithms=[version["algorithm"] for version in asked],
        )
        for version in asked:
            yield _compare(connection, version=version, remade=remade)


def _training(version: Version) -> tuple[Any, str]:
    return version["trained_as_of_date"], str(version["data_fingerprint"])


def _compare(
    connection: duckdb.DuckDBPyConnection, *, version: Version, remade: Remade
) -> Comparison:
    """Score the first date that the version ever scored again, and count what is different."""
    name = version["model_version"]
    ((scored_on,),) = connection.execute(FIRST_SCORED, [name]).fetchall()
    stored = connection.execute(SCORES, [name, scored_on]).df()
    model = remade.models.get(version["algorithm"])
    other_scores: int | None = None
    if model is not None and scored_on is not None:
        rows: pd.DataFrame = connection.execute(SCORING_ROWS, [scored_on]).df()
        other_scores = count_other_scores(model, rows, stored=stored)
    return Comparison(
        version=version,
        remade=remade,
        scored_on=scored_on,
        score_count=len(stored),
        other_scores=other_scores,
    )
