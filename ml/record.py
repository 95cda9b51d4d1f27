"""Write a judged rung down as a row of model versions."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

import pandas as pd

from ml.artifact import hash_text, write_artifact
from ml.estimators import ESTIMATORS, EXPLAINED_BY_FEATURES
from ml.panel import Panel
from ml.params import SCORE_DECIMALS
from ml.report import (
    bin_rows,
    metric_rows,
    segment_rows,
    without_nan,
)
from ml.rungs import Draws, Judged
from ml.schema import MODEL_VERSIONS
from ml.split import Split

# Who decides on a version's stage, and the stage of a training that gave no version.
DECIDED_BY: Final = "ladder"
REFUSED: Final = "refused"
_WHOLE: Final = {"segment_name": "all", "segment_value": "all"}


def identity(split: Split, *, panel: Panel) -> dict[str, Any]:
    """Return what all versions of a training share: periods, counts and hashes of the data.

    Counts are of the rows that the recorded models learned from: the training period, the gap
    after it, and validation. The fingerprint is over all rows handed in, the holdout included.
    """
    parts = {"train": split.train, "validation": split.validation, "holdout": split.holdout}
    periods = {
        f"{name}_{edge}_date": pd.Timestamp(part.dates[place])
        for name, part in parts.items()
        for edge, place in (("from", 0), ("to", -1))
    }
    return {
        **periods,
        "training_row_count": len(split.known),
        "training_customer_count": len(set(split.known.customers.tolist())),
        "positive_count": int(split.known.labels.sum()),
        "feature_set_hash": hash_text(json.dumps(panel.names)),
        "data_fingerprint": panel.fingerprint(),
    }


def version_row(
    rung: Judged, *, champion: str | None, reason: str, trained: date, settings: Mapping[str, Any]
) -> dict[str, Any]:
    """Return a version's own columns, but for the report."""
    algorithm, estimator = rung.model.algorithm, rung.model.estimator
    artifact = write_artifact(rung.model)
    artifact_hash = hash_text(artifact)
    usual_stage = "challenger" if algorithm in EXPLAINED_BY_FEATURES else "baseline"
    return {
        "model_version": f"{algorithm}-{trained:%Y%m%d}-{artifact_hash[:8]}",
        "algorithm": algorithm,
        "rung": list(ESTIMATORS).index(algorithm),
        "stage": "champion" if algorithm == champion else usual_stage,
        "reason": reason,
        "parameters": json.dumps({**estimator.parameters, **settings}, sort_keys=True),
        "calibration_slope": rung.model.calibration.slope,
        "calibration_intercept": rung.model.calibration.intercept,
        "base_raw_score": round(estimator.base_margin, SCORE_DECIMALS),
        "artifact": artifact,
        "artifact_hash": artifact_hash,
    }


def refused_row(reason: str, *, trained: date, decision: Mapping[str, Any]) -> dict[str, Any]:
    """Return the row of a training that could not be: it is no version, only a decision."""
    empty = {
        name: {"str": "", "int64": 0, "float64": 0.0}.get(dtype, pd.NaT)
        for name, dtype in MODEL_VERSIONS.columns.items()
    }
    return {
        **empty,
        "model_version": f"none-{trained:%Y%m%d}",
        "algorithm": "none",
        "stage": REFUSED,
        "decided_by": DECIDED_BY,
        "reason": reason,
        "trained_as_of_date": pd.Timestamp(trained),
        "report": json.dumps({"decision": decision}, sort_keys=True),
    }


def report_text(
    rung: Judged, *, split: Split, draws: Draws, capacity_share: float, **sections: Any
) -> str:
    """Return everything measured about a version as JSON, with `sections` added as they are."""
    by_segment = segment_rows(
        split.holdout,
        rung.holdout_probability,
        replicates=draws.holdout,
        capacity_share=capacity_share,
    )
    document = {
        **sections,
        "metrics": [
            *metric_rows(rung.validation, data_split="validation", **_WHOLE),
            *metric_rows(rung.holdout, data_split="holdout", **_WHOLE),
            *by_segment,
        ],
        "calibration_bins": [
            *bin_rows(rung.validation_probability, split.validation.labels, split="validation"),
            *bin_rows(rung.holdout_probability, split.holdout.labels, split="holdout"),
        ],
    }
    return json.dumps(without_nan(document), sort_keys=True, allow_nan=False)
