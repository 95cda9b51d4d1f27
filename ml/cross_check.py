"""Do our reasons and a second opinion name the same features? Measured on a sample of customers."""

from collections.abc import Iterator
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ml.estimators import EXPLAINED_BY_FEATURES
from ml.explain import checked_contributions
from ml.numerics import Floats
from ml.params import AGREEMENT_TOPS, SCORE_DECIMALS
from ml.schema import EXPLANATION_AGREEMENT
from ml.scoring import load_scorer
from ml.surrogate import local_weights

_TWO_SIDED_95: Final = 1.959964


def cross_check(
    rows: pd.DataFrame,
    *,
    versions: pd.DataFrame,
    sample_size: int,
    tops: tuple[int, ...] = AGREEMENT_TOPS,
) -> pd.DataFrame:
    """Return how well reasons agree with a local surrogate, a row per version and length of list.

    Versions whose reasons are not contributions of features (no skill, the rule) have no row, and
    a date without rows has none.

    Args:
        rows: scoring rows of one date, in the order of the draw: the first `sample_size` are
            explained twice, and all lend values to their neighbours.
        versions: model versions that scored them.
        sample_size: how many customers are explained.
        tops: how many of the strongest reasons are compared.
    """
    entries: list[dict[str, Any]] = []
    explained = versions[versions["algorithm"].isin(EXPLAINED_BY_FEATURES)]
    for version in explained.to_dict("records") if len(rows) else []:
        scorer = load_scorer({str(name): value for name, value in version.items()})
        estimator = scorer.model.estimator
        background = scorer.inputs(rows)
        x = background[:sample_size]
        ours = checked_contributions(estimator, x, margin=estimator.margin(x))
        theirs = local_weights(x, background=background, margin=estimator.margin)
        identity = {
            "model_version": version["model_version"],
            "as_of_date": rows["as_of_date"].iloc[0],
            "sample_size": len(x),
        }
        entries += [identity | agreement for agreement in compare(ours, theirs, tops=tops)]
    return EXPLANATION_AGREEMENT.conform(
        pd.DataFrame(entries, columns=list(EXPLANATION_AGREEMENT.columns))
    )


def compare(ours: Floats, theirs: Floats, *, tops: tuple[int, ...]) -> Iterator[dict[str, Any]]:
    """Yield how well two opinions (customers x features, in log-odds) agree, per length of list.

    Beside it stand two values without skill: of features drawn at random among those that the
    model uses, and of naming the model's most important features to every customer alike.
    """
    used = np.flatnonzero(np.abs(ours).max(axis=0) > 0.0)
    ours, theirs = ours[:, used], theirs[:, used]
    everybody = np.broadcast_to(np.abs(ours).mean(axis=0), ours.shape)
    correlation = _rank_correlation(np.abs(ours), np.abs(theirs))
    for top in tops:
        length = min(top, len(used))
        mine, yours = _strongest(ours, top=length), _strongest(theirs, top=length)
        shared = mine & yours
        overlap = shared.sum(axis=1) / max(length, 1)
        half = _TWO_SIDED_95 * overlap.std() / np.sqrt(len(overlap))
        figures = {
            "overlap_share": overlap.mean(),
            "ci_low": max(0.0, overlap.mean() - half),
            "ci_high": min(1.0, overlap.mean() + half),
            "no_skill_share": length / max(len(used), 1),
            "same_for_all_share": (mine & _strongest(everybody, top=length)).sum()
            / max(mine.sum(), 1),
            "same_direction_share": (np.sign(ours) == np.sign(theirs))[shared].mean()
            if shared.any()
            else np.nan,
            "rank_correlation": correlation,
        }
        yield {
            "top_k": top,
            **{name: round(float(v), SCORE_DECIMALS) for name, v in figures.items()},
        }


def _strongest(parts: Floats, *, top: int) -> NDArray[np.bool_]:
    """Return which columns are among the `top` largest of each row; of equals, the first."""
    order = np.argsort(-np.abs(parts), axis=1, kind="stable")[:, :top]
    chosen = np.zeros(parts.shape, dtype=np.bool_)
    np.put_along_axis(chosen, order, values=True, axis=1)
    return chosen


def _rank_correlation(first: Floats, second: Floats) -> float:
    """Return the mean over rows of the correlation of ranks; NaN for fewer than two columns."""
    if first.shape[1] < 2:
        return float("nan")
    ranks = [
        np.argsort(np.argsort(part, axis=1, kind="stable"), axis=1) for part in (first, second)
    ]
    left, right = (rank - rank.mean(axis=1, keepdims=True) for rank in ranks)
    return float(((left * right).sum(axis=1) / (left * left).sum(axis=1)).mean())
