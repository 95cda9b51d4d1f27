"""What effect a customer base can show, before anybody is contacted.

A programme that cannot show the effect it hopes for ends in "no effect shown" whether or not it
works. So the least effect that is shown in four of five programmes is known before launch, by the
share of control, the months of drawing and the way of looking; where it is larger than anybody
hopes for, nothing is promised.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any, Final

import numpy as np
import pandas as pd
from scipy.special import ndtri

from ml.always_valid import errors_away
from ml.errors import FrameError
from ml.params import (
    ALWAYS_VALID_TIGHT_AT,
    CONFIDENCE,
    CONTROL_SHARES,
    DRAWING_MONTHS,
    POWER,
    SMALL_EFFECT,
    USUAL_EFFECT,
)
from ml.schema import CAMPAIGN_POWER

ONCE, WEEKLY = "once", "weekly"
SHOWS_SMALL, SHOWS_USUAL, TOO_SMALL = "shows_10_percent", "shows_20_percent", "too_small"
_NEEDED: Final = ("stratum", "stock_count", "monthly_count", "churn_rate", "variance_reduction")
_SIGNIFICANCE: Final = 1.0 - CONFIDENCE
_HALVINGS: Final = 60
# More customers than anybody has: what needs more cannot be shown.
_MOST_CUSTOMERS: Final = 1e10


@dataclass(frozen=True)
class Plan:
    """How a programme is drawn and looked at, in customers who leave at `churn_rate` untreated.

    `variance_reduction` is the share of the outcome's variance that the score foretells. Weekly
    looks are judged at the last one, so that they show a little more than is said here.
    """

    churn_rate: float
    control_share: float
    variance_reduction: float = 0.0
    is_weekly: bool = False

    def shows(self, effect: float, *, customers: float) -> bool:
        """Say whether the relative effect is shown with the chance POWER."""
        treated_rate = self.churn_rate * (1.0 - effect)
        spread = self.churn_rate * (1.0 - self.churn_rate) / self.control_share
        spread += treated_rate * (1.0 - treated_rate) / (1.0 - self.control_share)
        error = np.sqrt(spread * (1.0 - self.variance_reduction) / customers)
        return bool(effect * self.churn_rate >= (self._critical(customers) + ndtri(POWER)) * error)

    def _critical(self, customers: float) -> float:
        """Return how many standard errors an interval reaches."""
        if not self.is_weekly:
            return float(ndtri(1.0 - _SIGNIFICANCE / 2.0))
        reached = errors_away(
            np.array([customers]), significance=_SIGNIFICANCE, tight_at=ALWAYS_VALID_TIGHT_AT
        )
        return float(reached[0])

    def smallest_effect(self, *, customers: float) -> float:
        """Return the least relative effect that is shown; NaN where keeping everybody is not.

        >>> round(Plan(churn_rate=0.3, control_share=0.5).smallest_effect(customers=2_000), 3)
        0.186
        """
        return _first(lambda effect: self.shows(effect, customers=customers), limit=1.0)

    def customers_needed(self, effect: float) -> float:
        """Return how many customers show the relative effect, both arms together.

        >>> round(Plan(churn_rate=0.3, control_share=0.5).customers_needed(0.2))
        1711
        """
        return _first(lambda count: self.shows(effect, customers=count), limit=_MOST_CUSTOMERS)


def _first(holds: Callable[[float], bool], *, limit: float) -> float:
    """Return the least value up to `limit` from which `holds` is true; NaN where none is."""
    if not holds(limit):
        return float("nan")
    low, high = 0.0, limit
    for _ in range(_HALVINGS):
        middle = (low + high) / 2.0
        low, high = (low, middle) if holds(middle) else (middle, high)
    return high


def plan_campaigns(base: pd.DataFrame) -> pd.DataFrame:
    """Return what each stratum of the customer base can show.

    Args:
        base: one row per `stratum`: `stock_count` customers who are drawn at once,
            `monthly_count` who join it in a month, the `churn_rate` of the window that the
            effect is measured in, and `variance_reduction`.

    Returns:
        A frame of the shape CAMPAIGN_POWER, ordered by its grain. Effects are shares of the
        churn without contact. Strata in which nobody or everybody leaves are left out.

    Raises:
        FrameError: a column is absent.
    """
    missing = [name for name in _NEEDED if name not in base]
    if missing:
        raise FrameError(f"The customer base lacks {missing}; add the columns.")
    known = base[base["churn_rate"].between(0.0, 1.0, inclusive="neither")]
    rows = [row for stratum in known.to_dict("records") for row in _of_stratum(stratum)]
    if not rows:
        return CAMPAIGN_POWER.empty()
    ordered = pd.DataFrame(rows).sort_values(list(CAMPAIGN_POWER.grain), ignore_index=True)
    return CAMPAIGN_POWER.conform(ordered)


def _of_stratum(base: dict[Any, Any]) -> Iterator[dict[str, object]]:
    """Yield a row for every plan of one stratum."""
    reductions = {"unadjusted": 0.0, "adjusted": float(base["variance_reduction"])}
    shapes = product(CONTROL_SHARES, reductions.items(), (ONCE, WEEKLY), DRAWING_MONTHS)
    for share, (method, reduction), look, months in shapes:
        plan = Plan(float(base["churn_rate"]), share, reduction, is_weekly=look == WEEKLY)
        customers = float(base["stock_count"]) + months * float(base["monthly_count"])
        least = plan.smallest_effect(customers=customers) if customers else float("nan")
        yield {
            "stratum": base["stratum"],
            "control_share": share,
            "month_count": months,
            "method": method,
            "look": look,
            "customer_count": round(customers),
            "churn_rate": plan.churn_rate,
            "variance_reduction": reduction,
            "smallest_effect": least,
            "customers_for_10_percent": plan.customers_needed(SMALL_EFFECT),
            "customers_for_20_percent": plan.customers_needed(USUAL_EFFECT),
            "verdict": _verdict(least),
        }


def _verdict(least: float) -> str:
    """Return which effect a plan can show, or that it is too small to promise any."""
    if least <= SMALL_EFFECT:
        return SHOWS_SMALL
    return SHOWS_USUAL if least <= USUAL_EFFECT else TOO_SMALL
