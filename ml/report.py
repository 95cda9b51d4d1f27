"""What a trained version says about itself, as plain rows ready for tables."""

import math
from typing import Any

import numpy as np

from ml.agreement import calibration_codes
from ml.bootstrap import Replicates
from ml.estimators import EXPLAINED_BY_FEATURES, Estimator
from ml.explain import checked_contributions, importances
from ml.metrics import METRIC_NAMES, Measurement, measure
from ml.numerics import Floats, thinned
from ml.panel import Panel, segments_of
from ml.params import IMPORTANCE_ROW_LIMIT
from ml.ranking import order_codes

Row = dict[str, Any]


def metric_rows(measurement: Measurement, **labels: Any) -> list[Row]:
    """Return one row per metric: value, interval, no-skill value and counts, after `labels`."""
    rows = []
    for name in METRIC_NAMES:
        low, high = measurement.interval(name)
        rows.append(
            {
                **labels,
                "metric_name": name,
                "metric_value": measurement.values[name],
                "ci_low": low,
                "ci_high": high,
                "no_skill_value": measurement.no_skill[name],
                "row_count": measurement.row_count,
                "positive_count": measurement.positive_count,
            }
        )
    return rows


def segment_rows(
    part: Panel, probability: Floats, *, replicates: Replicates, capacity_share: float
) -> list[Row]:
    """Return the metrics of every segment with enough rows, on the draws of the whole."""
    rows: list[Row] = []
    for name, value, mask in segments_of(part.segments):
        measured = measure(
            probability[mask],
            part.labels[mask],
            replicates=replicates.rows(mask),
            capacity_share=capacity_share,
        )
        labels = {"data_split": "holdout", "segment_name": name, "segment_value": value}
        rows.extend(metric_rows(measured, **labels))
    return rows


def bin_rows(probability: Floats, labels: Floats, *, split: str) -> list[Row]:
    """Return the reliability curve: what was said and what happened, in bins of equal count."""
    bins = calibration_codes(order_codes(probability))
    highest = int(bins.max())
    return [
        {
            "data_split": split,
            "bin": highest - place + 1,
            "lower": float(probability[bins == place].min()),
            "upper": float(probability[bins == place].max()),
            "mean_predicted": float(probability[bins == place].mean()),
            "observed_rate": float(labels[bins == place].mean()),
            "row_count": int((bins == place).sum()),
        }
        for place in np.unique(bins)[::-1].tolist()
    ]


def importance_rows(algorithm: str, estimator: Estimator, part: Panel) -> list[Row]:
    """Return the importances over a sample of `part`; none for rungs without features."""
    if algorithm not in EXPLAINED_BY_FEATURES:
        return []
    kept = thinned(len(part), limit=IMPORTANCE_ROW_LIMIT)
    x, labels = part.inputs(estimator.columns)[kept], part.labels[kept]
    parts = checked_contributions(estimator, x, margin=estimator.margin(x))
    return importances(parts, x, labels, names=estimator.columns)


def without_nan(value: Any) -> Any:
    """Return nested lists and dicts with None for every NaN, as JSON needs it."""
    if isinstance(value, dict):
        return {name: without_nan(part) for name, part in value.items()}
    if isinstance(value, list):
        return [without_nan(part) for part in value]
    if isinstance(value, float):
        return round(value, 9) if math.isfinite(value) else None
    return value
