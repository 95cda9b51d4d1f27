"""What MLflow is told of a model version: names and values, before any of it is sent."""

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from ml.artifact import hash_text

_PARAMETERS: Final = (
    "algorithm",
    "trained_as_of_date",
    "train_from_date",
    "train_to_date",
    "validation_from_date",
    "validation_to_date",
    "holdout_from_date",
    "holdout_to_date",
    "training_row_count",
    "training_customer_count",
    "positive_count",
    "calibration_slope",
    "calibration_intercept",
)
_TAGS: Final = (
    "algorithm",
    "stage",
    "decided_by",
    "artifact_hash",
    "data_fingerprint",
    "feature_set_hash",
    "code_version",
)
_VALUES: Final = ("ci_low", "ci_high", "no_skill_value")
_WEEK: Final = pd.Timedelta(days=7)


@dataclass(frozen=True)
class Reading:
    """A metric at a moment: `step` counts weeks since the training, and is 0 at the training."""

    name: str
    value: float
    day: pd.Timestamp
    step: int = 0


@dataclass(frozen=True)
class Description:
    """What a run says about a model version; `files` are texts by path."""

    model_version: str
    trained_at: pd.Timestamp
    parameters: Mapping[str, str]
    tags: Mapping[str, str]
    readings: tuple[Reading, ...]
    files: Mapping[str, str]

    @property
    def digest(self) -> str:
        """Return a hash of all that is told, by which a whole and current run is known again."""
        readings = [(told.name, told.value, str(told.day), told.step) for told in self.readings]
        told = [dict(self.parameters), dict(self.tags), readings, dict(self.files)]
        return hash_text(json.dumps(told, sort_keys=True))


def describe(
    version: Mapping[str, Any], *, metrics: pd.DataFrame, gates: pd.DataFrame, cards: pd.DataFrame
) -> Description:
    """Return what a run says about one row of model versions (its artifact is not read).

    Args:
        version: the row.
        metrics: the rows of metrics of this version.
        gates: the rows of promotion gates of this version.
        cards: the rows of model cards of this version, none where there is no card.
    """
    failed = gates[~gates["has_passed"].astype(bool)]["gate_name"].sort_values()
    readings = [*_metric_readings(metrics, version=version), *_gate_readings(gates, version)]
    return Description(
        model_version=str(version["model_version"]),
        trained_at=pd.Timestamp(version["trained_at"]),
        parameters={
            **{name: _text(version[name]) for name in _PARAMETERS},
            **{name: _text(told) for name, told in json.loads(version["parameters"]).items()},
        },
        tags={
            **{name: str(version[name]) for name in _TAGS},
            "mlflow.note.content": str(version["reason"]),
            "gates_failed": ", ".join(failed) or "none",
        },
        readings=tuple(sorted(readings, key=lambda told: (told.name, told.step))),
        files={
            "metrics.json": _as_json(metrics),
            "gates.json": _as_json(gates),
            **_card_files(cards),
        },
    )


def _metric_readings(metrics: pd.DataFrame, *, version: Mapping[str, Any]) -> Iterable[Reading]:
    """Yield the metrics of all customers together: of the training, and of each cohort since."""
    trained = pd.Timestamp(version["trained_as_of_date"])
    for row in metrics[metrics["segment_name"] == "all"].to_dict("records"):
        name = f"{row['data_split']}.{row['metric_name']}"
        is_cohort = not pd.isna(row["cohort_date"])
        day = pd.Timestamp(row["cohort_date"]) if is_cohort else trained
        step = (day - trained) // _WEEK
        parts = {name: row["metric_value"]}
        if not is_cohort:
            parts |= {f"{name}.{part}": row[part] for part in _VALUES}
        for part, value in parts.items():
            if not pd.isna(value) and math.isfinite(value):
                yield Reading(name=part, value=float(value), day=day, step=step)


def _gate_readings(gates: pd.DataFrame, version: Mapping[str, Any]) -> Iterable[Reading]:
    """Yield 1 for every gate that was passed and 0 for every other."""
    day = pd.Timestamp(version["trained_as_of_date"])
    for row in gates.to_dict("records"):
        yield Reading(
            name=f"gate.{row['gate_name']}", value=float(bool(row["has_passed"])), day=day
        )


def _card_files(cards: pd.DataFrame) -> dict[str, str]:
    """Return the model card in each of the forms that its table has."""
    forms = {"card_markdown": "model_card.md", "card_html": "model_card.html"}
    return {
        place: str(cards.iloc[0][column])
        for column, place in forms.items()
        if column in cards and len(cards)
    }


def _as_json(rows: pd.DataFrame) -> str:
    """Return rows as JSON, the same text for the same rows in any order."""
    records = [
        {
            str(name): _text(told) if isinstance(told, pd.Timestamp) else told
            for name, told in row.items()
            if not pd.isna(told)
        }
        for row in rows.to_dict("records")
    ]
    texts = sorted(json.dumps(record, sort_keys=True) for record in records)
    return "[\n" + ",\n".join(texts) + "\n]\n"


def _text(told: object) -> str:
    """Return a value as a person reads it: a date without its midnight."""
    return f"{told:%Y-%m-%d}" if isinstance(told, pd.Timestamp) else str(told)
