"""Metrics of order: who stands above whom, from counts of outcomes per score."""

import numpy as np
from numpy.typing import NDArray

from ml.bootstrap import Integers
from ml.numerics import Floats


def order_codes(probability: Floats) -> Integers:
    """Return the place of every row's score among the distinct scores, the highest being 0."""
    _, codes = np.unique(-probability, return_inverse=True)
    return codes.astype(np.int64)


def coarsen(codes: Integers, *, limit: int) -> Integers:
    """Return at most `limit` bins of about equally many rows; equal scores stay together."""
    sizes = np.bincount(codes)
    if len(sizes) <= limit:
        return codes
    before = np.cumsum(sizes) - sizes
    bins: Integers = (before * limit // len(codes))[codes]
    return bins


def ranking_metrics(
    positives: Floats, negatives: Floats, *, capacity_share: float
) -> dict[str, Floats]:
    """Return the metrics of order for every row of counts.

    Where scores tie at a cut, the result is the mean over all ways of breaking the tie, and a
    cut that is not a whole number of rows takes its fraction.

    Args:
        positives: churned rows per score (replicate x score), from the highest score down.
        negatives: retained rows per score, likewise.
        capacity_share: share of the rows that can be contacted.
    """
    hits, alarms = positives.cumsum(axis=1), negatives.cumsum(axis=1)
    positive_count, negative_count = hits[:, -1], alarms[:, -1]
    won = (positives * (negative_count[:, None] - alarms + 0.5 * negatives)).sum(axis=1)
    precision = ratio(hits, hits + alarms)
    gained = (positives * np.where(positives > 0.0, precision, 0.0)).sum(axis=1)
    return {
        "roc_auc": ratio(won, positive_count * negative_count),
        "average_precision": ratio(gained, positive_count),
        **_metrics_at_cut(hits, alarms, share=capacity_share),
        "lift_at_10pct": _metrics_at_cut(hits, alarms, share=0.1)["lift_at_capacity"],
    }


def _metrics_at_cut(hits: Floats, alarms: Floats, *, share: float) -> dict[str, Floats]:
    """Return the metrics of contacting the top `share` of every row of cumulated counts."""
    seen = hits + alarms
    row_count, positive_count = seen[:, -1], hits[:, -1]
    contacted = share * row_count
    found = _hits_within(hits, seen, contacted=contacted)
    both = (positive_count > 0.0) & (positive_count < row_count)
    correct = found + (row_count - positive_count) - (contacted - found)
    precision = ratio(found, contacted)
    return {
        "lift_at_capacity": np.where(both, ratio(precision * row_count, positive_count), np.nan),
        "precision_at_capacity": np.where(both, precision, np.nan),
        "recall_at_capacity": np.where(both, ratio(found, positive_count), np.nan),
        "f1_at_capacity": np.where(both, ratio(2.0 * found, contacted + positive_count), np.nan),
        "accuracy": ratio(correct, row_count),
    }


def _hits_within(hits: Floats, seen: Floats, *, contacted: Floats) -> Floats:
    """Return how many churned rows the first `contacted` rows hold on average."""
    last = seen.shape[1] - 1
    at = np.minimum((seen < contacted[:, None]).sum(axis=1), last)
    rows = np.arange(len(seen))
    before = np.where(at > 0, seen[rows, at - 1], 0.0)
    hits_before = np.where(at > 0, hits[rows, at - 1], 0.0)
    inside = np.clip(ratio(contacted - before, seen[rows, at] - before), 0.0, 1.0)
    found: Floats = hits_before + np.nan_to_num(inside) * (hits[rows, at] - hits_before)
    return found


def ratio(top: Floats, bottom: Floats) -> Floats:
    """Return `top` over `bottom`, NaN where `bottom` is 0."""
    known: NDArray[np.bool_] = bottom > 0.0
    result: Floats = np.where(known, top / np.where(known, bottom, 1.0), np.nan)
    return result
