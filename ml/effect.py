"""What a programme changed: by intention to treat, with intervals, and with a verdict.

Every customer counts in the arm that was drawn, whether or not somebody reached them, and only
once the outcome has matured. A customer has one row per policy, so that rows are independent:
that is what clustering by customer comes to here, and repeated rows are refused.

A verdict is given by the always-valid interval, since a table that every build makes anew is
looked at every day. Segments share its significance, so that all verdicts of a policy together
are wrong in at most 5% of programmes without an effect.
"""

from collections.abc import Iterator
from typing import Final

import numpy as np
import pandas as pd
from scipy.special import chdtrc, stdtrit

from ml.always_valid import errors_away
from ml.contrast import Contrast, comparable, contrast
from ml.errors import FrameError
from ml.numerics import Floats
from ml.params import (
    ALWAYS_VALID_TIGHT_AT,
    CONFIDENCE,
    MINIMUM_ARM_CUSTOMERS,
    MINIMUM_CHURNED,
    SEGMENT_COLUMNS,
)
from ml.schema import CAMPAIGN_EFFECTS
from ml.shrinkage import add_expected_effects

NOT_ENOUGH, NOT_SHOWN, SAVES, HARMS = "not_enough_data", "no_effect_shown", "saves", "harms"
UNADJUSTED, ADJUSTED = "unadjusted", "adjusted"
TREATMENT, CONTROL = "treatment", "control"
UNKNOWN: Final = "unknown"
_KEYS: Final = ("policy", "customer_id", "stratum", "arm")
_NEEDED: Final = (
    *_KEYS,
    *("covariate", "control_share", "mrr_usd", "is_contacted", "is_matured", "is_churned"),
    *SEGMENT_COLUMNS,
)
_SIGNIFICANCE: Final = 1.0 - CONFIDENCE


def measure_effects(units: pd.DataFrame) -> pd.DataFrame:
    """Return the effect of every policy, on all of its customers and by segment.

    Args:
        units: one row per `policy` and `customer_id`: `stratum`, `arm` (treatment, control) and
            `control_share` as they were drawn; the `covariate` known before, which may be null;
            `mrr_usd`, `is_contacted`, `is_matured`, `is_churned` (null until matured) and the
            columns of segments.

    Returns:
        A frame of the shape CAMPAIGN_EFFECTS, ordered by its grain. Rates are standardised to
        the mix of strata. Below MINIMUM_ARM_CUSTOMERS or MINIMUM_CHURNED there is neither a
        difference nor an interval, and customers of strata with fewer than two in an arm are
        left out of both.

    Raises:
        FrameError: a column is absent, a key null or repeated, an arm unknown, or an outcome of a
            matured row null.
    """
    _check(units)
    if units.empty:
        return CAMPAIGN_EFFECTS.empty()
    # Sums of floats depend on their order.
    ordered = units.sort_values(["policy", "customer_id"], kind="stable", ignore_index=True)
    rows = [
        {"policy": policy, **row}
        for policy, of_policy in ordered.groupby("policy", sort=True)
        for row in _of_policy(of_policy)
    ]
    measured = pd.DataFrame(rows).reindex(columns=list(CAMPAIGN_EFFECTS.columns))
    expected = add_expected_effects(measured).sort_values(list(CAMPAIGN_EFFECTS.grain))
    return CAMPAIGN_EFFECTS.conform(expected.reset_index(drop=True))


def _check(units: pd.DataFrame) -> None:
    missing = [name for name in _NEEDED if name not in units]
    if missing:
        raise FrameError(f"The campaign units lack {missing}; add the columns.")
    nulls = [name for name in _KEYS if units[name].isna().any()]
    if nulls:
        raise FrameError(f"The campaign units have nulls in {nulls}; every unit has been drawn.")
    repeated = int(units.duplicated(["policy", "customer_id"]).sum())
    if repeated:
        raise FrameError(
            f"The campaign units repeat {repeated} customers within a policy; keep the first draw."
        )
    arms = sorted(set(units["arm"]) - {TREATMENT, CONTROL})
    if arms:
        raise FrameError(f"The campaign units have the arms {arms}; name them treatment, control.")
    unknown = int(units.loc[units["is_matured"].astype(bool), "is_churned"].isna().sum())
    if unknown:
        raise FrameError(f"is_churned is null in {unknown} matured units; they have not matured.")


def _of_policy(units: pd.DataFrame) -> Iterator[dict[str, object]]:
    """Yield the rows of one policy; its segments share one significance."""
    scopes: list[tuple[str, str, pd.DataFrame]] = [
        (name, str(value), group)
        for name in SEGMENT_COLUMNS
        for value, group in units.groupby(units[name].astype(object).fillna(UNKNOWN), sort=True)
    ]
    shared = _SIGNIFICANCE / max(len(scopes), 1)
    yield from _of_scope(units, segment=("all", "all"), significance=_SIGNIFICANCE)
    for name, value, group in scopes:
        yield from _of_scope(group, segment=(name, value), significance=shared)


def _of_scope(
    units: pd.DataFrame, *, segment: tuple[str, str], significance: float
) -> Iterator[dict[str, object]]:
    """Yield the rows of one scope, unadjusted and adjusted, with what both have in common."""
    is_matured = units["is_matured"].to_numpy(dtype=bool)
    matured = units[is_matured]
    is_treated = (matured["arm"] == TREATMENT).to_numpy()
    strata = pd.factorize(matured["stratum"], sort=True)[0]
    kept = comparable(strata, is_treated)
    common = {
        "segment_name": segment[0],
        "segment_value": segment[1],
        **_counts(matured),
        "waiting_count": int((~is_matured).sum()),
        "left_out_count": int((~kept).sum()),
        "sample_ratio_p": sample_ratio_p(units),
    }
    compared = matured[kept]
    for method in (UNADJUSTED, ADJUSTED):
        found = _measured(compared, method=method, significance=significance)
        yield {**common, "method": method, **found}


def _counts(matured: pd.DataFrame) -> dict[str, int]:
    """Return how many matured customers either arm has, lost and contacted."""
    counts: dict[str, int] = {}
    for arm in (TREATMENT, CONTROL):
        rows = matured[matured["arm"] == arm]
        counts[f"{arm}_count"] = len(rows)
        counts[f"{arm}_churned_count"] = int(rows["is_churned"].astype(bool).sum())
        counts[f"{arm}_contacted_count"] = int(rows["is_contacted"].fillna(False).sum())
    return counts


def sample_ratio_p(units: pd.DataFrame) -> float:
    """Return how likely chance alone makes arms so uneven, over all who were drawn.

    Chi-squared over strata and planned shares. NaN where no share is known.
    """
    drawn = units[units["control_share"].between(0.0, 1.0, inclusive="neither")]
    if drawn.empty:
        return float("nan")
    cells = drawn.assign(is_control=drawn["arm"] == CONTROL).groupby(["stratum", "control_share"])
    counts = cells["is_control"].agg(["sum", "count"]).reset_index()
    share, count = counts["control_share"], counts["count"]
    distances = (counts["sum"] - count * share) ** 2 / (count * share * (1.0 - share))
    return float(chdtrc(len(counts), float(distances.sum())))


def _measured(
    compared: pd.DataFrame, *, method: str, significance: float
) -> dict[str, float | str]:
    """Return the effect on rates and money, and what it amounts to."""
    churned = compared["is_churned"].to_numpy(dtype=np.float64)
    is_treated = (compared["arm"] == TREATMENT).to_numpy()
    smaller_arm = min(int(is_treated.sum()), int((~is_treated).sum()))
    if smaller_arm < MINIMUM_ARM_CUSTOMERS or churned.sum() < MINIMUM_CHURNED:
        return {"verdict": NOT_ENOUGH}
    score = compared["covariate"].to_numpy(dtype=np.float64, na_value=np.nan)
    score = score if method == ADJUSTED else np.zeros(len(score))
    mrr = compared["mrr_usd"].to_numpy(dtype=np.float64, na_value=0.0)
    strata = pd.factorize(compared["stratum"], sort=True)[0]

    def compare(amount: Floats, covariate: Floats) -> Contrast:
        return contrast(
            churned, amount=amount, strata=strata, is_treated=is_treated, covariate=covariate
        )

    rates, money = compare(np.ones_like(mrr), score), compare(mrr, score * mrr)
    away = float(
        errors_away(
            np.array([len(churned)], dtype=np.float64),
            significance=significance,
            tight_at=ALWAYS_VALID_TIGHT_AT,
        )[0]
    )
    return _described(rates, away=away) | _in_money(money, treated=int(is_treated.sum()))


def _described(rates: Contrast, *, away: float) -> dict[str, float | str]:
    """Return the difference of rates with both intervals and the verdict."""
    low, high = _ends(rates)
    valid_low, valid_high = (rates.difference + side * away * rates.error for side in (-1, 1))
    verdict = SAVES if valid_low > 0.0 else HARMS if valid_high < 0.0 else NOT_SHOWN
    return {
        "treatment_churn_rate": rates.treatment.mean,
        "control_churn_rate": rates.control.mean,
        "difference": rates.difference,
        "standard_error": rates.error,
        "ci_low": low,
        "ci_high": high,
        "always_valid_low": valid_low,
        "always_valid_high": valid_high,
        "number_needed_to_contact": 1.0 / rates.difference if verdict == SAVES else float("nan"),
        "verdict": verdict,
    }


def _in_money(money: Contrast, *, treated: int) -> dict[str, float]:
    """Return the monthly revenue that the treated kept, all together."""
    low, high = _ends(money)
    return {
        "saved_mrr": treated * money.difference,
        "saved_mrr_low": treated * low,
        "saved_mrr_high": treated * high,
    }


def _ends(found: Contrast) -> tuple[float, float]:
    """Return the ends of the interval for one look."""
    critical = float(stdtrit(found.degrees, 1.0 - _SIGNIFICANCE / 2.0))
    return found.difference - critical * found.error, found.difference + critical * found.error
