"""Gates: what stands between a candidate and the scores that people see.

Every gate is judged through `guarded`, so that one that cannot be judged has failed.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from ml.metrics import Measurement, percentiles
from ml.numerics import Floats
from ml.params import MINIMUM_POSITIVES

LIFT: Final = "lift_at_capacity"
ENOUGH: Final = "enough_positives"
WITHIN: Final = "within_one_standard_error"
KEEPS_LIFT: Final = "keeps_lift_at_capacity"
CONFIRMS: Final = "confirms_lead_on_holdout"
BEATS_CHAMPION: Final = "beats_champion_on_holdout"

UNKNOWN: Final = "The metric is not known for these rows."


@dataclass(frozen=True)
class Gate:
    """One comparison that the decision rests on; `detail` says where, if the name does not."""

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
    detail: str | None = None


@dataclass(frozen=True)
class Difference:
    """Candidate less reference in one metric, on the same draws of customers."""

    candidate: float
    reference: float
    value: float
    standard_error: float
    ci_low: float
    ci_high: float


@dataclass(frozen=True)
class Incumbent:
    """The champion of now, measured on the candidates' own holdout; why not, where it cannot be."""

    model_version: str
    algorithm: str
    holdout: Measurement | None = None
    probability: Floats | None = None
    error: str | None = None


def guarded(name: str, judge: Callable[[], Gate], *, is_required: bool = True) -> Gate:
    """Judge a gate so that it fails closed: whatever is raised is its error, and it is shut.

    A gate that passes by a value that is not known is shut as well.
    """
    try:
        gate = judge()
    except Exception as error:  # noqa: BLE001,RUF100 - a gate that cannot be judged has failed
        return failed(name, error=f"{type(error).__name__}: {error}", is_required=is_required)
    if gate.has_passed and not math.isfinite(gate.candidate_value):
        gate = replace(gate, has_passed=False, error=UNKNOWN)
    return replace(gate, gate_name=name, is_required=is_required)


def plain_gate(
    value: float,
    reference: float,
    *,
    low: float,
    high: float,
    threshold: float,
    has_passed: bool,
    detail: str | None = None,
) -> Gate:
    """Return a gate from its two values; its name comes from `guarded`."""
    return Gate(
        gate_name="",
        candidate_value=value,
        reference_value=reference,
        difference=value - reference,
        ci_low=low,
        ci_high=high,
        threshold=threshold,
        is_required=True,
        has_passed=has_passed,
        detail=detail,
    )


def failed(name: str, *, error: str, is_required: bool) -> Gate:
    """Return a gate that is shut because it could not be judged."""
    return Gate(
        gate_name=name,
        candidate_value=math.nan,
        reference_value=math.nan,
        difference=math.nan,
        ci_low=math.nan,
        ci_high=math.nan,
        threshold=math.nan,
        is_required=is_required,
        has_passed=False,
        error=error,
    )


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


def is_shut(gates: Mapping[str, Gate], name: str) -> bool:
    """Return whether a gate that stands before a rung is shut."""
    return name in gates and not gates[name].has_passed


def is_open(gates: Mapping[str, Gate]) -> bool:
    """Return whether every required gate before a rung was passed."""
    return all(gate.has_passed for gate in gates.values() if gate.is_required)


def enough_positives(positive_count: int) -> Gate:
    """Ask for enough churned rows to learn from."""
    return plain_gate(
        positive_count,
        MINIMUM_POSITIVES,
        low=math.nan,
        high=math.nan,
        threshold=0.0,
        has_passed=positive_count >= MINIMUM_POSITIVES,
    )


def leads(candidate: Measurement, reference: Measurement, *, metric: str, by: float) -> Gate:
    """Ask for a difference of at least `by` standard errors, which may be less than none.

    A difference that is not known does not pass.
    """
    found = compare(candidate, reference, metric=metric)
    # The same model twice differs by nothing at all: its standard error is 0, not unknown.
    threshold = by * found.standard_error if by else 0.0
    is_known = not math.isnan(found.value) and not math.isnan(threshold)
    gate = plain_gate(
        found.candidate,
        found.reference,
        low=found.ci_low,
        high=found.ci_high,
        threshold=threshold,
        has_passed=is_known and found.value >= threshold,
    )
    return gate if is_known else replace(gate, error=UNKNOWN)


def beats_champion(
    algorithm: str, holdout: Measurement, *, incumbent: Incumbent, metric: str
) -> Gate:
    """Ask a candidate to beat the champion of now on the very same rows.

    Another family must lead by a standard error. A retrain of the champion's own family brings
    newer data to what has earned its place: to ask a lead of it would turn down good retrains
    for having changed little, so it only may not fall behind by a standard error.
    """
    if incumbent.holdout is None:
        return failed(BEATS_CHAMPION, error=str(incumbent.error), is_required=True)
    by = -1.0 if algorithm == incumbent.algorithm else 1.0
    return leads(holdout, incumbent.holdout, metric=metric, by=by)
