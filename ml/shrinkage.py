"""What effect to expect of the next contact, given what was measured.

A measured effect is pulled to what is expected without it, the more the less sure it is: a
programme's to 0, a segment's to its programme's (normal prior and normal error, James and Stein).
Segments are told apart only where they differ by more than chance (Cochran's Q, its significance
shared among the ways to cut); elsewhere a segment is expected to do as its programme.
"""

import pandas as pd
from scipy.special import chdtrc

from ml.numerics import Floats
from ml.params import PROGRAMME_EFFECT_SPREAD, SEGMENT_EFFECT_SPREAD, SEGMENTS_DIFFER_AT


def shrunk(measured: Floats, *, error: Floats, towards: float, spread: float) -> Floats:
    """Return the means of what is likely after one measurement each.

    >>> import numpy as np
    >>> shrunk(np.array([0.3]), error=np.array([0.2]), towards=0.0, spread=0.2)
    array([0.15])
    """
    weight = spread**2 / (spread**2 + error**2)
    return towards + weight * (measured - towards)


def add_expected_effects(effects: pd.DataFrame) -> pd.DataFrame:
    """Fill in `relative_effect`, `expected_relative_effect` and `tells_apart`.

    Effects are shares of the churn without contact. `tells_apart` marks the one way to cut whose
    segments differ most, if any do.
    """
    rates = effects["control_churn_rate"].where(effects["control_churn_rate"] > 0.0)
    relative = effects.assign(
        relative_effect=effects["difference"] / rates,
        relative_error=effects["standard_error"] / rates,
    )
    grouped = relative.groupby(["policy", "method"], sort=True)
    return pd.concat([_of_one(group) for _, group in grouped], ignore_index=True)


def _of_one(effects: pd.DataFrame) -> pd.DataFrame:
    """Return the effects of one policy and method with what is expected of each segment."""
    measured, error = (
        effects[name].to_numpy(dtype=float) for name in ("relative_effect", "relative_error")
    )
    is_whole = (effects["segment_name"] == "all").to_numpy()
    whole = shrunk(
        measured[is_whole], error=error[is_whole], towards=0.0, spread=PROGRAMME_EFFECT_SPREAD
    )
    expected = float(whole[0])
    own = shrunk(measured, error=error, towards=expected, spread=SEGMENT_EFFECT_SPREAD)
    tells_apart = effects["segment_name"] == _cut_that_tells_apart(effects[~is_whole])
    by_segment = pd.Series(own, index=effects.index).fillna(expected)
    return effects.assign(
        tells_apart=tells_apart,
        expected_relative_effect=by_segment.where(tells_apart, expected),
    )


def _cut_that_tells_apart(segments: pd.DataFrame) -> str | None:
    """Return the way to cut whose segments differ most, where chance seldom makes them."""
    names = segments["segment_name"].unique()
    found = {name: _chance(segments[segments["segment_name"] == name]) for name in sorted(names)}
    best = min(found, key=lambda name: found[name], default=None)
    return best if best is not None and found[best] < SEGMENTS_DIFFER_AT / len(found) else None


def _chance(segments: pd.DataFrame) -> float:
    """Return how likely equal effects differ so much; 1 with fewer than two measured segments."""
    known = segments[segments["relative_error"] > 0.0]
    if len(known) < 2:
        return 1.0
    weights = 1.0 / known["relative_error"].to_numpy() ** 2
    effects = known["relative_effect"].to_numpy()
    distance = weights @ (effects - weights @ effects / weights.sum()) ** 2
    return float(chdtrc(len(known) - 1, float(distance)))
