"""The difference between two arms drawn at random within strata, and how sure it is.

Per stratum the means of the arms are compared and weighed by the stratum's customers, so that
tiers may have different shares of control. The covariate, known before the draw, takes out what
it foretells: each arm has a slope of its own (Lin, Annals of Applied Statistics 7(1), 2013), and
the arms are compared at the stratum's mean. Whatever the slope, right or wrong, the comparison
stays that of the draw; a covariate that says nothing has the slope 0 and changes nothing.

Standard errors are HC2, which in a comparison of means is the variance of Neyman, and degrees of
freedom are Satterthwaite's over the cells of stratum and arm.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ml.bootstrap import Integers
from ml.numerics import Floats

# A slope that rests by more than this share on one customer is not used.
_LARGEST_LEVERAGE: Final = 0.25
# Spread below this share of the values' size is rounding.
_ROUNDING: Final = 1e-12


@dataclass(frozen=True)
class Arm:
    """One arm over all strata: its mean, the variance of that mean, its degrees of freedom."""

    mean: float
    variance: float
    inverse_degrees: float


@dataclass(frozen=True)
class Contrast:
    """What control lost and treatment did not, per customer."""

    control: Arm
    treatment: Arm

    @property
    def difference(self) -> float:
        """Return control less treatment: above 0 is saved."""
        return self.control.mean - self.treatment.mean

    @property
    def error(self) -> float:
        """Return the standard error of the difference."""
        return float(np.sqrt(self.control.variance + self.treatment.variance))

    @property
    def degrees(self) -> float:
        """Return Satterthwaite's degrees of freedom."""
        inverse = self.control.inverse_degrees + self.treatment.inverse_degrees
        return float(self.error**4 / inverse) if inverse > 0.0 else float("inf")


def comparable(strata: Integers, is_treated: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Mark the rows of strata that hold at least two customers of either arm."""
    width = int(strata.max(initial=-1)) + 1
    smaller = np.minimum(
        np.bincount(strata[is_treated], minlength=width),
        np.bincount(strata[~is_treated], minlength=width),
    )
    return np.asarray(smaller[strata] >= 2)


def contrast(
    churned: Floats,
    *,
    amount: Floats,
    strata: Integers,
    is_treated: NDArray[np.bool_],
    covariate: Floats,
) -> Contrast:
    """Compare what was lost, `churned` (0 or 1) times `amount`, in rows that are `comparable`.

    Args:
        churned: whether each customer left.
        amount: what is lost with the customer; 1 compares rates.
        strata: the code of the stratum of each customer.
        is_treated: the arm that was drawn, whatever happened then.
        covariate: known before the draw; NaN counts as the mean of the stratum.
    """
    codes = np.unique(strata, return_inverse=True)[1]
    centred = _centred(covariate, codes)
    weights = np.bincount(codes) / len(codes)
    arms = [
        _arm(
            churned[rows] * amount[rows],
            amount=amount[rows],
            codes=codes[rows],
            covariate=centred[rows],
            weights=weights,
        )
        for rows in (~is_treated, is_treated)
    ]
    return Contrast(control=arms[0], treatment=arms[1])


def _centred(covariate: Floats, codes: Integers) -> Floats:
    """Return the distance from the stratum's mean of the known values, 0 where unknown."""
    known = ~np.isnan(covariate)
    filled = np.where(known, covariate, 0.0)
    counts = np.maximum(np.bincount(codes, weights=known), 1.0)
    means = np.bincount(codes, weights=filled) / counts
    return np.where(known, filled - means[codes], 0.0)


def _arm(
    lost: Floats, *, amount: Floats, codes: Integers, covariate: Floats, weights: Floats
) -> Arm:
    """Return the arm's mean at the strata's mean covariate, as a weighted sum of what was lost."""
    counts = np.bincount(codes).astype(np.float64)
    means = np.bincount(codes, weights=lost) / counts
    levels = np.bincount(codes, weights=covariate) / counts
    away = covariate - levels[codes]
    spread = _usable_spread(away, covariate)
    slope = float(away @ lost) / spread
    # Each customer's weight in the mean; the second term is what the slope adds.
    share = weights[codes] / counts[codes] - float(weights @ levels) * away / spread
    leverage = 1.0 / counts[codes] + away**2 / spread
    residual = lost - means[codes] - slope * away
    cells = np.bincount(codes, weights=share**2 * residual**2 / (1.0 - leverage))
    cells = np.maximum(cells, _floors(lost, amount=amount, codes=codes, weights=weights))
    return Arm(
        mean=float(weights @ (means - slope * levels)),
        variance=float(cells.sum()),
        inverse_degrees=float((cells**2 / (counts - 1.0)).sum()),
    )


def _usable_spread(away: Floats, covariate: Floats) -> float:
    """Return the sum of squares that a slope divides by; infinite where there can be no slope."""
    spread = float(away @ away)
    is_noise = spread <= _ROUNDING * max(float(covariate @ covariate), np.finfo(float).tiny)
    if is_noise or float((away**2).max()) > _LARGEST_LEVERAGE * spread:
        return float("inf")
    return spread


def _floors(lost: Floats, *, amount: Floats, codes: Integers, weights: Floats) -> Floats:
    """Return the least variance of each cell's mean: that of half a customer leaving.

    A cell in which nobody left, or everybody, has no spread of its own, and is not certain.
    """
    counts = np.bincount(codes).astype(np.float64)
    share = 0.5 / (counts + 1.0)
    sizes = np.bincount(codes, weights=amount**2) / counts
    is_even = np.bincount(codes, weights=lost > 0.0) % counts == 0.0
    return np.where(is_even, weights**2 * share * (1.0 - share) * sizes / counts, 0.0)
