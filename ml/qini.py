"""How good a ranking of customers for contact is, judged on customers whose arms were drawn.

The curve of Qini (Radcliffe, Direct Marketing Analytics Journal, 2007) says how many customers are
kept when the first share of a ranking is contacted; its coefficient is how far the curve lies
above that of a random order, on average over all shares. With each customer's part in the kept,
an outcome weighted by the chance of the arm (Horvitz and Thompson), it is a mean over customers,
so that two rankings of the same customers are compared customer by customer.
"""

import numpy as np
from numpy.typing import NDArray

from ml.bootstrap import Integers
from ml.numerics import Floats


def parts_in_the_kept(
    churned: Floats, *, is_treated: NDArray[np.bool_], strata: Integers
) -> Floats:
    """Return one value each, whose mean over any customers is how many contact keeps of them.

    The overall churn is taken from the outcome first: the mean is the same, and steadier.
    """
    counts = np.bincount(strata).astype(np.float64)
    treated_share = (np.bincount(strata, weights=is_treated) / counts)[strata]
    surprise = churned - churned.mean()
    kept = np.where(is_treated, -surprise / treated_share, surprise / (1.0 - treated_share))
    return np.asarray(kept, dtype=np.float64)


def places(ranking: Floats) -> Floats:
    """Return each customer's place, 0 for the first to contact and 1 for the last; ties share one.

    >>> places(np.array([0.9, 0.1, 0.5, 0.5]))
    array([0.125, 0.875, 0.5  , 0.5  ])
    """
    _, codes, counts = np.unique(-ranking, return_inverse=True, return_counts=True)
    middles = counts.cumsum() - counts / 2.0
    return np.asarray(middles[codes] / len(ranking), dtype=np.float64)


def qini_terms(kept: Floats, *, ranking: Floats) -> Floats:
    """Return one value each, whose mean is the coefficient of Qini."""
    return kept * (0.5 - places(ranking))
