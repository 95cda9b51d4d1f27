"""Measure the champion of now on the very rows that its candidates are confirmed on."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from ml.artifact import read_artifact
from ml.errors import ModelError
from ml.gates import Incumbent
from ml.metrics import measure
from ml.panel import Panel, feature_matrix
from ml.rungs import Draws


def judge_incumbent(
    version: Mapping[str, Any] | None,
    *,
    rows: pd.DataFrame,
    holdout: Panel,
    draws: Draws,
    capacity_share: float,
) -> Incumbent | None:
    """Score the holdout with a stored version, which may read features that candidates do not.

    A version that cannot be read, or whose features are gone, is still the incumbent: the gates
    that compare with it are shut and say why, until somebody rolls it back.

    Args:
        version: a row of model versions, or None where nobody is champion.
        rows: the training rows, of which the holdout is the last.
        holdout: the rows to score.
        draws: the replicates that the candidates are measured on.
        capacity_share: share of the customers that people can contact.
    """
    if version is None:
        return None
    name, family = str(version["model_version"]), str(version["algorithm"])
    try:
        model = read_artifact(version)
        inputs = feature_matrix(rows.tail(len(holdout)), columns=model.estimator.columns)
        probability = model.calibration.apply(model.estimator.margin(inputs))
    except (ModelError, KeyError, ValueError) as error:
        return Incumbent(name, family, error=f"The champion {name} cannot be scored: {error}")
    measured = measure(
        probability, holdout.labels, replicates=draws.holdout, capacity_share=capacity_share
    )
    return Incumbent(name, family, holdout=measured, probability=probability)
