"""A trained model as JSON text: whole, canonical, and verified by its hash before it is read."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from ml.calibration import Calibration
from ml.errors import ArtifactError
from ml.estimators import ESTIMATORS, Estimator

_FORMAT: Final = 1


@dataclass(frozen=True)
class Model:
    """A fitted rung with the calibration that turns its margins into probabilities."""

    algorithm: str
    estimator: Estimator
    calibration: Calibration


def write_artifact(model: Model) -> str:
    """Return the model as JSON text, the same text for the same model."""
    document = {
        "format": _FORMAT,
        "algorithm": model.algorithm,
        "calibration": {
            "slope": model.calibration.slope,
            "intercept": model.calibration.intercept,
        },
        "model": model.estimator.to_json(),
    }
    return json.dumps(document, sort_keys=True, separators=(",", ":"), allow_nan=False)


def hash_text(text: str) -> str:
    """Return the sha256 of `text` in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def read_artifact(version: Mapping[str, Any]) -> Model:
    """Return the model of a row of model versions, after checking its hash.

    The hash comes first: a flipped bit in a stored booster can crash, hang or change scores
    without a word.

    Raises:
        ArtifactError: the text is not the one that was trained, or of another format.
    """
    name, text = version["model_version"], str(version["artifact"])
    found = hash_text(text)
    if found != version["artifact_hash"]:
        raise ArtifactError(
            f"The artifact of {name} has sha256 {found[:12]}..., not {version['artifact_hash']}; "
            "restore the row of model versions from a publication, or train again."
        )
    document = json.loads(text)
    if document["format"] != _FORMAT or document["algorithm"] not in ESTIMATORS:
        raise ArtifactError(
            f"The artifact of {name} is of format {document['format']} and algorithm "
            f"{document['algorithm']}, which this release does not read; train again."
        )
    return Model(
        algorithm=document["algorithm"],
        estimator=ESTIMATORS[document["algorithm"]].from_json(document["model"]),
        calibration=Calibration(**document["calibration"]),
    )
