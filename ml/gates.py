"""The comparisons that the choice of a champion rests on."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from ml.estimators import EXPLAINED_BY_FEATURES
from ml.metrics import Measurement, percentiles
from ml.params import MINIMUM_POSITIVES

LIFT: Final = "lift_at_capacity"
ENOUGH: Final = "enough_positives"
WITHIN: Final = "within_one_standard_error"
KEEPS_LIFT: Final = "keeps_lift_at_capacity"
CONFIRMS: Final = "confirms_lead_on_holdout"


@dataclass(frozen=True)
class Gate:
    """One comparison that the decision rests on."""

    gate_name: str
    candidate_value: float
    reference_value: float
    difference: float
    ci_low: float
    ci_high: float
    threshold: float
    is_required: bool
    has_passed: bool
    error: str | None = None


@dataclass(frozen=True)
class Difference:
    """Candidate less reference in one metric, on the same draws of customers."""

    candidate: float
    reference: float
    value: float
    standard_error: float
    ci_low: float
    ci_high: float


def compare(candidate: Measurement, reference: Measurement, *, metric: str) -> Difference:
    """Return the paired difference of two models that were measured on the same replicates."""
    drawn = candidate.replicates[metric] - reference.replicates[metric]
    known = drawn[~np.isnan(drawn)]
    low, high = percentiles(known)
    return Difference(
        candidate=candidate.values[metric],
        reference=reference.values[metric],
        value=candidate.values[metric] - reference.values[metric],
        standard_error=float(known.std(ddof=1)) if len(known) > 1 else math.nan,
        ci_low=low,
        ci_high=high,
    )


def has_failed(gates: Mapping[str, Gate], name: str) -> bool:
    """Return whether a gate that stands before a rung is shut."""
    return name in gates and not gates[name].has_passed


def best_simpler(rung: str, validation: Mapping[str, Measurement], *, metric: str) -> str:
    """Return the best on validation of the rungs below `rung`, the simplest of equals."""
    names = list(validation)
    return max(names[: names.index(rung)], key=lambda name: validation[name].values[metric])


def gates_of(
    rung: str,
    *,
    best: str,
    validation: Mapping[str, Measurement],
    holdout: Mapping[str, Measurement],
    positive_count: int,
    metric: str,
) -> dict[str, Gate]:
    """Return the gates that stand before a rung; the lowest has no rung to be compared with."""
    behind = compare(validation[rung], validation[best], metric=metric)
    gates = {ENOUGH: _enough(positive_count)} if rung in EXPLAINED_BY_FEATURES else {}
    gates[WITHIN] = _gate(WITHIN, behind, threshold=-behind.standard_error)
    if rung != next(iter(validation)):
        below = best_simpler(rung, validation, metric=metric)
        lift = compare(validation[rung], validation[below], metric=LIFT)
        lead = compare(holdout[rung], holdout[below], metric=metric)
        gates[KEEPS_LIFT] = _gate(KEEPS_LIFT, lift, threshold=-lift.standard_error)
        gates[CONFIRMS] = _gate(CONFIRMS, lead, threshold=lead.standard_error)
    return gates


def _gate(name: str, found: Difference, *, threshold: float) -> Gate:
    """Turn a difference into a gate that is passed at the threshold.

    A difference that is not known does not pass.
    """
    is_known = not math.isnan(found.value) and not math.isnan(threshold)
    return Gate(
        gate_name=name,
        candidate_value=found.candidate,
        reference_value=found.reference,
        difference=found.value,
        ci_low=found.ci_low,
        ci_high=found.ci_high,
        threshold=threshold,
        is_required=True,
        has_passed=is_known and found.value >= threshold,
        error=None if is_known else "The metric is not known for these rows.",
    )


def _enough(positive_count: int) -> Gate:
    """Return the gate that asks for enough churned rows to learn from."""
    return Gate(
        gate_name=ENOUGH,
        candidate_value=positive_count,
        reference_value=MINIMUM_POSITIVES,
        difference=positive_count - MINIMUM_POSITIVES,
        ci_low=math.nan,
        ci_high=math.nan,
        threshold=MINIMUM_POSITIVES,
        is_required=True,
        has_passed=positive_count >= MINIMUM_POSITIVES,
    )
