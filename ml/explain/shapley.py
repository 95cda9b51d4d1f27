"""The Shapley values of one leaf, for every way in which a row may satisfy the splits above it."""

import numpy as np
from numpy.typing import NDArray

from ml.numerics import Floats


def leaf_shapley(weights: Floats) -> Floats:
    """Return what each feature of a leaf of value 1 contributes, for every pattern of a row.

    A pattern says by its bits which of the n features on the way to a leaf a row satisfies. The
    game pays 1 if each feature is satisfied by the row, where the feature takes part, or else by
    the background. With `a` as the chance that a feature takes part, the Shapley value is the
    integral over `a` from 0 to 1 of the difference that the feature makes; this is a polynomial
    of degree n - 1, so Gauss-Legendre quadrature with n / 2 points, rounded up, is exact.

    Args:
        weights: 2^n patterns x leaves, the share of the background that shows each pattern.

    Returns:
        Features x 2^n patterns x leaves.
    """
    patterns, leaves = weights.shape
    features = patterns.bit_length() - 1
    parts = np.zeros((features, patterns, leaves))
    points, point_weights = np.polynomial.legendre.leggauss((features + 1) // 2)
    for share, weight in zip((1.0 + points) / 2.0, point_weights / 2.0, strict=True):
        paid = _expected_pay(weights, share=share)
        for feature in range(features):
            lacks, has = _by_bit(paid, feature)
            out_lacks, out_has = _by_bit(parts[feature], feature)
            # If the row lacks the feature, only the background can satisfy it: pay / (1 - a) is
            # what is paid where it does. If the row has it, the rest is where it does not.
            background_has = lacks * (1.0 / (1.0 - share))
            out_lacks -= weight * background_has
            out_has += (weight / share) * (has - background_has)
    return parts


def _expected_pay(weights: Floats, *, share: float) -> Floats:
    """Return the expected pay of every pattern if each feature takes part with chance `share`.

    One feature after another is averaged over the patterns of the background.
    """
    paid = weights.copy()
    for feature in range(weights.shape[0].bit_length() - 1):
        lacks, has = _by_bit(paid, feature)
        new_has = share * lacks + has
        lacks[...] = (1.0 - share) * has
        has[...] = new_has
    return paid


def _by_bit(patterns: Floats, bit: int) -> tuple[Floats, Floats]:
    """Return views of the patterns without and with a bit, in the same order."""
    view = patterns.reshape(-1, 2, 2**bit, patterns.shape[-1])
    return view[:, 0], view[:, 1]


def independent_patterns(chances: Floats) -> Floats:
    """Return the weight of each pattern of features that are satisfied independently.

    Args:
        chances: features x leaves.

    Returns:
        2^n patterns x leaves.
    """
    weights = np.ones((1, chances.shape[1]))
    for chance in chances:
        weights = np.concatenate([weights * (1.0 - chance), weights * chance])
    return weights


def counted_patterns(codes: NDArray[np.int64], counts: Floats, *, patterns: int) -> Floats:
    """Return the share of the background that shows each pattern of each leaf.

    Args:
        codes: codes of the twig x leaves, the leaf's pattern under each code.
        counts: codes of the twig x leaves, the background rows that have each code.
        patterns: 2^n.
    """
    leaves = codes.shape[1]
    places = codes * leaves + np.arange(leaves)
    summed = np.bincount(places.ravel(), weights=counts.ravel(), minlength=patterns * leaves)
    return np.asarray(summed.reshape(patterns, leaves) / counts.sum(axis=0), dtype=np.float64)
