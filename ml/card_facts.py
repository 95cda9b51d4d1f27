"""Pick from the recorded tables what the card of one model version says."""

import json
import math
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

import pandas as pd

from ml.errors import FrameError

Facts = Mapping[str, pd.DataFrame]
Row = dict[str, Any]

NEEDED: Final = (
    "metrics", "rule_metrics", "performance", "gates", "bins", "importances", "drift", "catalog",
    "approvals", "alerts",
)  # fmt: skip
TOP_FEATURES: Final = 15
LADDER_METRIC: Final = "roc_auc"


def facts_of(version: Row, *, facts: Facts) -> Row:
    """Return everything that the card of `version` shows, as plain rows.

    Args:
        version: a row of dim_champions.
        facts: recorded tables by the names in NEEDED, of this version and others.

    Raises:
        FrameError: a table is absent.
    """
    missing = [name for name in NEEDED if name not in facts]
    if missing:
        raise FrameError(f"The card lacks the tables {missing}; hand them to render_cards.")
    name = version["model_version"]
    own = {
        table: rows_of(facts[table], model_version=name)
        for table in ("metrics", "performance", "gates", "bins", "importances", "drift")
    }
    rule = rows_of(facts["rule_metrics"], model_version=version["rule_model_version"])
    metrics = _metrics(own["metrics"], rule=rule)
    performance = [row for row in own["performance"] if _is_whole(row)]
    cohorts = _cohorts(performance)
    importances = _described(own["importances"], catalog=facts["catalog"])
    return {
        "version": version,
        "parameters": json.loads(version["parameters"]),
        "metrics": metrics,
        "by_name": {row["metric_name"]: row for row in metrics},
        "segments": _segments(own["metrics"]),
        "bins": own["bins"],
        "top_probability": _top(own["bins"]),
        "features": importances[:TOP_FEATURES],
        "feature_count": len(importances),
        "families": _families(importances),
        "gates": own["gates"],
        "approvals": _approvals(facts["approvals"], version=version),
        "cohorts": cohorts,
        "lowest_cohort": _lowest(cohorts),
        "matured": _means(performance),
        "drift": max(own["drift"], key=lambda row: str(row["as_of_date"]), default=None),
        "alerts": [row for row in rows_of(facts["alerts"]) if row["closed_on_date"] is None],
        "periods": _periods(version),
    }


def rows_of(frame: pd.DataFrame, *, model_version: str | None = None) -> list[Row]:
    """Return a table's rows, or those of one version: nulls as None, dates without a time."""
    picked = frame if model_version is None else frame[frame["model_version"] == model_version]
    return [
        {str(name): _plain(value) for name, value in row.items()}
        for row in picked.to_dict("records")
    ]


def _plain(value: Any) -> Any:
    if value is None or value is pd.NaT or (isinstance(value, float) and math.isnan(value)):
        return None
    if isinstance(value, pd.Timestamp):
        return value.date() if value == value.normalize() else value.to_pydatetime()
    return value


def _metrics(rows: list[Row], *, rule: list[Row]) -> list[Row]:
    """Return the metrics of the whole holdout, beside validation and the rule."""
    whole = {
        (row["data_split"], row["metric_name"]): row for row in rows if row["segment_name"] == "all"
    }
    rules = {
        row["metric_name"]: row["metric_value"]
        for row in rule
        if row["segment_name"] == "all" and row["data_split"] == "holdout"
    }
    return [
        {
            **row,
            "validation_value": whole.get(("validation", metric), {}).get("metric_value"),
            "rule_value": rules.get(metric),
        }
        for (split, metric), row in whole.items()
        if split == "holdout"
    ]


def _segments(rows: list[Row]) -> list[Row]:
    """Return one row per segment of the holdout: its size, ROC AUC and calibration error."""
    found: dict[tuple[str, str], Row] = {}
    for row in rows:
        if row["segment_name"] != "all":
            key = row["segment_name"], row["segment_value"]
            found.setdefault(key, {**row, "metrics": {}})["metrics"][row["metric_name"]] = row
    return [found[key] for key in sorted(found)]


def _top(bins: list[Row]) -> float:
    """Return the end of the axes of the calibration plot: the next tenth."""
    highest = max((max(row["mean_probability"], row["churn_rate"]) for row in bins), default=1.0)
    return min(1.0, math.ceil(10 * highest + 1e-9) / 10)


def _described(importances: list[Row], *, catalog: pd.DataFrame) -> list[Row]:
    """Return importances by rank, with the family and whether the sign is the expected one."""
    known = {row["feature_name"]: row for row in rows_of(catalog)}
    described = []
    for row in sorted(importances, key=lambda row: row["importance_rank"]):
        entry = known.get(row["feature_name"], {})
        expected = entry.get("expected_direction")
        described.append(
            {
                **row,
                "family": entry.get("family", "no longer in the catalogue"),
                "expected_direction": expected,
                "is_as_expected": expected not in ("up", "down") or expected == row["direction"],
            }
        )
    return described


def _families(importances: list[Row]) -> list[Row]:
    """Return the families of features by their share of the importance."""
    shares: dict[str, list[float]] = {}
    for row in importances:
        shares.setdefault(row["family"], []).append(row["importance_share"])
    return sorted(
        (
            {"family": family, "importance_share": math.fsum(values), "count": len(values)}
            for family, values in shares.items()
        ),
        key=lambda row: (-row["importance_share"], row["family"]),
    )


def _approvals(approvals: pd.DataFrame, *, version: Row) -> list[Row]:
    """Return the decisions about this version, or about its family and definition of churn."""
    family = (version["algorithm"], json.loads(version["parameters"]).get("label_name"))
    return [
        row
        for row in rows_of(approvals)
        if row["model_version"] == version["model_version"]
        or (row["algorithm"], row["label_name"]) == family
    ]


def _is_whole(row: Row) -> bool:
    """Return whether a matured metric is of everybody, not of an arm or a segment."""
    return (row["arm"], row["segment_name"]) == ("all", "all")


def _cohorts(performance: list[Row]) -> list[Row]:
    """Return the matured cohorts in which both outcomes were seen, by date."""
    judged = [
        row
        for row in performance
        if row["metric_name"] == LADDER_METRIC and row["metric_value"] is not None
    ]
    return sorted(judged, key=lambda row: str(row["cohort_date"]))


def _lowest(cohorts: list[Row]) -> float:
    """Return where the axis of the cohorts begins: at no skill, or the tenth below the lowest."""
    named = [row[name] for row in cohorts for name in ("metric_value", "ci_low")]
    values: list[float] = [0.5, *(value for value in named if value is not None)]
    return math.floor(10 * min(values)) / 10


def _means(performance: list[Row]) -> dict[str, float]:
    """Return the mean over matured cohorts of every metric."""
    values: dict[str, list[float]] = {}
    for row in performance:
        if row["metric_value"] is not None:
            values.setdefault(row["metric_name"], []).append(row["metric_value"])
    return {name: math.fsum(found) / len(found) for name, found in values.items()}


def _periods(version: Row) -> list[Row]:
    """Return the spans of time of the version's life, each as shares of the whole."""
    spans = [
        (name, kind, version[f"{start}_date"], version[f"{end}_date"])
        for name, kind, start, end in (
            ("training", "train", "train_from", "train_to"),
            ("validation", "validation", "validation_from", "validation_to"),
            ("holdout", "holdout", "holdout_from", "holdout_to"),
            ("champion", "use", "champion_from", "champion_to"),
        )
    ]
    known = [span for span in spans if isinstance(span[2], date) and isinstance(span[3], date)]
    first, last = min(span[2] for span in known), max(span[3] for span in known)
    days = (last - first).days + 7
    return [
        {
            "name": name,
            "kind": kind,
            "from_date": start,
            "to_date": end,
            "start": (start - first).days / days,
            "width": ((end - start).days + 7) / days,
        }
        for name, kind, start, end in known
    ]
