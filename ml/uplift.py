"""Who is kept by a contact, rather than who is at risk: a challenger for the order of the list.

Two models of the same features learn who leaves, one from each arm (the T-learner of Künzel and
others, PNAS 116(10), 2019); uplift is what separates them. It orders the list only when it earns
it: on customers that it did not learn from it must lead the order by risk by more than a standard
error, and lead again so on others that nothing was chosen by. Without heterogeneity the order by
risk is as good as any, and a challenger is promoted by chance alone, in a few programmes of a
hundred.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd

from ml.bootstrap import draw_customers
from ml.errors import FrameError
from ml.estimators.logistic import Logistic
from ml.metrics import percentiles
from ml.numerics import Floats, sigmoid
from ml.params import MINIMUM_ARM_CUSTOMERS, MINIMUM_CHURNED, SEED
from ml.qini import parts_in_the_kept, qini_terms
from ml.schema import UPLIFT_EVALUATIONS

LEARN, TUNE, CHOOSE, CONFIRM = "learn", "tune", "choose", "confirm"
# Of ten customers three teach, one sets how strongly, three choose and three confirm.
_PARTS: Final = (LEARN,) * 3 + (TUNE,) + (CHOOSE,) * 3 + (CONFIRM,) * 3
NOT_ENOUGH, NO_LEAD, NOT_CONFIRMED, PROMOTED = (
    "not_enough_data",
    "no_lead",
    "not_confirmed",
    "promoted",
)
_NEEDED: Final = ("policy", "customer_id", "stratum", "arm", "covariate", "is_churned")


def judge_uplift(units: pd.DataFrame, *, names: Sequence[str], seed: int = SEED) -> pd.DataFrame:
    """Return, for every policy, how the order by uplift does beside the order by risk.

    Args:
        units: matured customers whose arms were drawn, one row each per `policy`; `covariate`
            is the risk that they would be ordered by, null is the least.
        names: columns that the models learn from; nulls are allowed.
        seed: of the bootstrap.

    Returns:
        A frame of the shape UPLIFT_EVALUATIONS. Leads are of the coefficient of Qini: customers
        kept per customer contacted, over all capacities.

    Raises:
        FrameError: a column is absent.
    """
    missing = [name for name in (*_NEEDED, *names) if name not in units]
    if missing:
        raise FrameError(f"The campaign units lack {missing}; add the columns.")
    if units.empty:
        return UPLIFT_EVALUATIONS.empty()
    ordered = units.sort_values(["policy", "customer_id"], kind="stable")
    rows = [
        {"policy": policy, **_judged(group, names=names, seed=seed)}
        for policy, group in ordered.groupby("policy", sort=True)
    ]
    table = pd.DataFrame(rows).reindex(columns=list(UPLIFT_EVALUATIONS.columns))
    return UPLIFT_EVALUATIONS.conform(table)


def part_of(customers: "pd.Series[str]") -> "pd.Series[str]":
    """Deal customers into parts by a fixed hash: who is where depends on nothing else."""
    hashes = pd.util.hash_array(customers.to_numpy(dtype=object), categorize=False)
    return pd.Series(np.array(_PARTS)[hashes % len(_PARTS)], index=customers.index)


def _judged(units: pd.DataFrame, *, names: Sequence[str], seed: int) -> dict[str, object]:
    """Return the evaluation of one policy."""
    parts = part_of(units["customer_id"])
    sizes = {part: int((parts == part).sum()) for part in (LEARN, TUNE, CHOOSE, CONFIRM)}
    counts = {f"{part}_count": size for part, size in sizes.items()}
    if not all(_is_enough(units[parts == part]) for part in sizes):
        return counts | {"is_promoted": False, "verdict": NOT_ENOUGH}
    uplift = _learnt(units, parts=parts, names=names, seed=seed)
    found: dict[str, float] = {}
    for part in (CHOOSE, CONFIRM):
        rows = (parts == part).to_numpy()
        found |= _compared(units[rows], uplift=uplift[rows], part=part, seed=seed)
    verdict = _verdict(found)
    return counts | found | {"is_promoted": verdict == PROMOTED, "verdict": verdict}


def _is_enough(units: pd.DataFrame) -> bool:
    """Say whether either arm has enough customers, and both together enough who left."""
    arms = units["arm"].value_counts().reindex(["treatment", "control"], fill_value=0)
    churned = units["is_churned"].astype(bool)
    both = units.groupby("arm")["is_churned"].nunique()
    return bool(
        arms.min() >= MINIMUM_ARM_CUSTOMERS
        and churned.sum() >= MINIMUM_CHURNED
        and (both == 2).all()
    )


def _learnt(
    units: pd.DataFrame, *, parts: "pd.Series[str]", names: Sequence[str], seed: int
) -> Floats:
    """Return the uplift of every customer: who leaves untreated, less who leaves treated."""
    x = units[list(names)].to_numpy(dtype=np.float32, na_value=np.nan)
    churned = units["is_churned"].to_numpy(dtype=np.float64)
    risk = {}
    for arm in ("control", "treatment"):
        learn, tune = (
            ((parts == part) & (units["arm"] == arm)).to_numpy() for part in (LEARN, TUNE)
        )
        model = Logistic.fit(
            x[learn],
            churned[learn],
            columns=names,
            validation=(x[tune], churned[tune]),
            seed=seed,
        )
        risk[arm] = sigmoid(model.margin(x))
    return risk["control"] - risk["treatment"]


def _compared(units: pd.DataFrame, *, uplift: Floats, part: str, seed: int) -> dict[str, float]:
    """Return the coefficients of both orders on one part, and the lead with its interval."""
    kept = parts_in_the_kept(
        units["is_churned"].to_numpy(dtype=np.float64),
        is_treated=(units["arm"] == "treatment").to_numpy(),
        strata=pd.factorize(units["stratum"], sort=True)[0],
    )
    risk = units["covariate"].to_numpy(dtype=np.float64, na_value=np.nan)
    by_risk = qini_terms(kept, ranking=np.nan_to_num(risk, nan=-np.inf))
    by_uplift = qini_terms(kept, ranking=uplift)
    draws = draw_customers(units["customer_id"].to_numpy(dtype=object), seed=seed)
    sums = draws.totals(np.stack([by_uplift - by_risk, np.ones(len(kept))], axis=1))
    leads = sums[:, 0] / sums[:, 1]
    low, high = percentiles(leads)
    return {
        f"{part}_risk_qini": float(by_risk.mean()),
        f"{part}_uplift_qini": float(by_uplift.mean()),
        f"{part}_lead": float((by_uplift - by_risk).mean()),
        f"{part}_lead_error": float(leads.std(ddof=1)),
        f"{part}_lead_low": low,
        f"{part}_lead_high": high,
    }


def _verdict(found: dict[str, float]) -> str:
    """Return whether the lead was more than a standard error, and was so again."""
    leads = {
        part: found[f"{part}_lead"] > found[f"{part}_lead_error"] for part in (CHOOSE, CONFIRM)
    }
    if not leads[CHOOSE]:
        return NO_LEAD
    return PROMOTED if leads[CONFIRM] else NOT_CONFIRMED
