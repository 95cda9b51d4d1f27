"""Gates over segments: nobody's kind of customer may pay for the gain of the others."""

import math
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ml.bootstrap import Replicates
from ml.gates import Gate, plain_gate
from ml.numerics import Floats, logit
from ml.panel import Panel, segments_of
from ml.params import (
    LARGEST_CALIBRATION_ERROR,
    LARGEST_SEGMENT_LOSS,
    SEGMENT_SIGNIFICANCE,
)

NO_WORSE: Final = "no_segment_is_worse"
NO_MISCALIBRATED: Final = "no_segment_is_miscalibrated"

_TWO_SIDED_95: Final = 1.96


def no_segment_is_worse(
    part: Panel, probability: Floats, *, reference: Floats, draws: Replicates
) -> Gate:
    """Ask that no segment is told less than by the champion, or else by the rung below.

    Values are mean log-likelihoods, the higher the better, of the segment that speaks most
    against the candidate.
    """
    own, other = (_log_likelihood(said, part.labels) for said in (probability, reference))
    # What one outcome more or less would change.
    weight = np.abs(logit(probability) - logit(reference))
    return _gate_of_worst(
        part,
        own,
        other,
        spread=weight * _deviation((probability + reference) / 2.0),
        draws=draws,
        smallest=LARGEST_SEGMENT_LOSS,
        is_two_sided=False,
    )


def no_segment_is_miscalibrated(part: Panel, probability: Floats, *, draws: Replicates) -> Gate:
    """Ask that in every segment about as many churn as was said.

    Values are what was said and what happened in the segment that speaks most against it.
    """
    return _gate_of_worst(
        part,
        probability,
        part.labels,
        spread=_deviation(probability),
        draws=draws,
        smallest=LARGEST_CALIBRATION_ERROR,
        is_two_sided=True,
    )


def _gate_of_worst(
    part: Panel,
    values: Floats,
    others: Floats,
    *,
    spread: Floats,
    draws: Replicates,
    smallest: float,
    is_two_sided: bool,
) -> Gate:
    """Return a gate on the segment whose mean difference is the least likely to be chance.

    It is shut where the difference is at least `smallest` and significant after Holm's correction
    for the number of segments, which for the least likely is Bonferroni's. The whole counts as
    a segment, so that there always is one.
    """
    whole = ("all", "all", np.ones(len(part), dtype=bool))
    segments = [whole, *segments_of(part.segments)]
    differences = np.array([(values - others)[kept].mean() for *_, kept in segments])
    masks = [kept for *_, kept in segments]
    errors = np.maximum(
        _standard_errors(values - others, masks, draws=draws),
        _errors_as_said(spread, masks, customers=part.customers),
    )
    against = np.abs(differences) if is_two_sided else -differences
    # A difference without any spread is that of a model with itself.
    scores = np.where(
        (against >= smallest) & (errors > 0.0), against / np.maximum(errors, 1e-12), 0
    )
    if np.isnan(against).any() or np.isnan(errors).any():
        raise ValueError("The difference is not known in every segment.")
    place = int(np.argmax(scores))
    name, value, kept = segments[place]
    sides = 2.0 if is_two_sided else 1.0
    chance = sides * 0.5 * math.erfc(float(scores[place]) / math.sqrt(2.0)) * len(segments)
    difference, reach = float(differences[place]), _TWO_SIDED_95 * float(errors[place])
    return plain_gate(
        float(values[kept].mean()),
        float(others[kept].mean()),
        low=difference - reach,
        high=difference + reach,
        threshold=smallest if is_two_sided and difference > 0.0 else -smallest,
        has_passed=not (scores[place] > 0.0 and chance <= SEGMENT_SIGNIFICANCE),
        detail=f"{name} = {value}",
    )


def _standard_errors(
    values: Floats, masks: list[NDArray[np.bool_]], *, draws: Replicates
) -> Floats:
    """Return the standard error of the mean of `values` under every mask, customers drawn anew."""
    kept = np.column_stack(masks).astype(np.float64)
    sums, counts = draws.totals(kept * values[:, None]), draws.totals(kept)
    means = np.divide(sums, counts, out=np.full_like(sums, np.nan), where=counts > 0.0)
    return np.asarray(np.nanstd(means, axis=0, ddof=1))


def _errors_as_said(
    spread: Floats, masks: list[NDArray[np.bool_]], *, customers: NDArray[np.object_]
) -> Floats:
    """Return the standard error of the mean under every mask if outcomes follow what was said."""
    codes, _ = pd.factorize(customers)
    sums = [np.bincount(codes[kept], weights=spread[kept]) for kept in masks]
    return np.array(
        [math.sqrt((by * by).sum()) / kept.sum() for by, kept in zip(sums, masks, strict=True)]
    )


def _deviation(probability: Floats) -> Floats:
    """Return the standard deviation of an outcome of this probability."""
    return np.sqrt(probability * (1.0 - probability))


def _log_likelihood(probability: Floats, labels: Floats) -> Floats:
    """Return the log-likelihood of every row: minus its log loss."""
    margin = logit(probability)
    return -np.logaddexp(0.0, np.where(labels > 0.0, -margin, margin))
