"""Intervals that hold at every look, for people who look every week.

A 95% interval is meant for one look on a day that was fixed before. Who looks every week and stops
at the first one that excludes 0 finds an effect in many programmes that have none. A confidence
sequence holds at all looks together: the mixture of normals (Robbins, Annals of Mathematical
Statistics 41(5), 1970) in its asymptotic form for estimated standard errors (Waudby-Smith, Arbour,
Sinha, Kennedy and Ramdas, Annals of Statistics 52(6), 2024, arXiv:2103.06476, theorem 2.2).
"""

import math

import numpy as np

from ml.numerics import Floats


def errors_away(customers: Floats, *, significance: float, tight_at: float) -> Floats:
    """Return how many standard errors the ends lie from the estimate, at every look.

    Args:
        customers: how many have been compared at each look.
        significance: chance that any look ever misses the truth.
        tight_at: the number of customers at which the interval is narrowest for its kind; a
            choice made before the first look.

    >>> looks = np.array([100.0, 1_000.0, 10_000.0])
    >>> errors_away(looks, significance=0.05, tight_at=1_000).round(2)
    array([3.76, 3.04, 3.26])
    """
    logarithm = -2.0 * math.log(significance)
    rho_squared = (logarithm + math.log(logarithm) + 1.0) / tight_at
    seen = customers * rho_squared
    halves = 2.0 * (seen + 1.0) / seen * np.log(np.sqrt(seen + 1.0) / significance)
    return np.asarray(np.sqrt(halves), dtype=np.float64)
