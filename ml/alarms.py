"""Gates on the rows that all candidates learned from: does the answer leak, is there a signal?

They train small: whoever can learn what may not be learned does so with few trees.
"""

import math
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ml.errors import TooLittleHistoryError
from ml.gates import Gate, guarded, plain_gate
from ml.numerics import Floats, thinned
from ml.panel import Panel
from ml.params import (
    ALARM_ROW_LIMIT,
    ALARM_TREE_COUNT,
    BOOSTING,
    LARGEST_FEATURE_ROC_AUC,
    LOT_DRAW_COUNT,
    LOT_STANDARD_ERRORS,
    TOP_FEATURES,
)
from ml.ranking import coarsen, order_codes, ranking_metrics
from ml.split import Split

if TYPE_CHECKING:
    from xgboost import Booster

LEAK: Final = "no_feature_gives_the_answer_away"
LOTS: Final = "shuffled_labels_teach_nothing"
NOISE: Final = "planted_noise_is_not_important"

_SCORE_BINS: Final = 64


def row_gates(split: Split, *, horizon_days: int, seed: int) -> list[Gate]:
    """Return the gates on the rows of a training, shared by all rungs that learn features."""

    def lots() -> Gate:
        return lots_teach_nothing(split.train, split.holdout, horizon_days=horizon_days, seed=seed)

    return [
        guarded(LEAK, lambda: no_answer_given_away(split.train)),
        guarded(LOTS, lots),
        guarded(NOISE, lambda: noise_is_unimportant(split.train, seed=seed)),
    ]


def no_answer_given_away(part: Panel) -> Gate:
    """Ask that no single feature all but tells who churns, be it by being null."""
    _check_classes(part)
    kept = thinned(len(part), limit=ALARM_ROW_LIMIT)
    labels = part.labels[kept]
    found = [
        (_separation(values, labels), name)
        for name, values in zip(part.names, part.features[kept].T, strict=True)
    ]
    value, name = max(found)
    return plain_gate(
        value,
        LARGEST_FEATURE_ROC_AUC,
        low=math.nan,
        high=math.nan,
        threshold=0.0,
        has_passed=value <= LARGEST_FEATURE_ROC_AUC,
        detail=name,
    )


def lots_teach_nothing(train: Panel, unseen: Panel, *, horizon_days: int, seed: int) -> Gate:
    """Ask that trees which learned outcomes drawn by lot rank the unseen no better than chance.

    As true outcomes do, a customer's lot holds for as long as the horizon. Parts with a gap of a
    horizon between them share no lot; rows that stand in both, or parts that were drawn at
    random, do, and whoever remembers customers then ranks the unseen well.
    """
    _check_classes(train, unseen)
    learned, judged = _same_customers(train, unseen)
    rate = float(train.labels.mean())
    labels = (_uniform(_keys(learned, days=horizon_days, seed=seed)) < rate).astype(np.float64)
    trees = _small_trees(learned.features, labels, seed=seed)
    said = np.asarray(trees.inplace_predict(judged.features), dtype=np.float64)
    keys = _keys(judged, days=horizon_days, seed=seed)
    codes, unique = pd.factorize(keys)
    # First the lots that were learned wherever they are the same, then others for comparison.
    others = np.random.default_rng(seed).random((LOT_DRAW_COUNT, len(unique)))
    churned = np.vstack([_uniform(unique)[None, :], others])[:, codes] < rate
    areas = _roc_aucs(coarsen(order_codes(said), limit=_SCORE_BINS), churned)
    value, error = float(areas[0]), float(np.nanstd(areas[1:], ddof=1))
    allowed = LOT_STANDARD_ERRORS * error
    return plain_gate(
        value,
        0.5,
        low=value - 0.5 - 1.96 * error,
        high=value - 0.5 + 1.96 * error,
        threshold=allowed,
        has_passed=value - 0.5 <= allowed,
    )


def noise_is_unimportant(part: Panel, *, seed: int) -> Gate:
    """Ask that a planted feature of pure noise is less important than the top features.

    Values are its place by importance and the last place that is too high, which is half of the
    features where they are few.
    """
    _check_classes(part)
    kept = thinned(len(part), limit=ALARM_ROW_LIMIT)
    features = part.features[kept]
    noise = np.random.default_rng(seed).standard_normal((len(features), 1)).astype(np.float32)
    trees = _small_trees(np.column_stack([features, noise]), part.labels[kept], seed=seed)
    gains = trees.get_score(importance_type="total_gain")
    own = gains.get(f"f{len(part.names)}", 0.0)
    place = 1 + sum(gain > own for gain in gains.values())
    if not own:
        place = len(part.names) + 1
    top = min(TOP_FEATURES, len(part.names) // 2)
    return plain_gate(
        place, top, low=math.nan, high=math.nan, threshold=1.0, has_passed=place > top
    )


def _check_classes(*parts: Panel) -> None:
    """Raise TooLittleHistoryError unless every part holds churned and retained customers.

    From no rows, or from one class, XGBoost learns without a word.
    """
    for part in parts:
        if not 0 < part.labels.sum() < len(part):
            raise TooLittleHistoryError(
                f"{len(part)} rows, {part.labels.sum():.0f} of them churned, cannot raise an "
                "alarm; it needs churned and retained customers."
            )


def _same_customers(train: Panel, unseen: Panel) -> tuple[Panel, Panel]:
    """Return the rows of the same customers in both, about as many as the limit to learn from."""
    share = ALARM_ROW_LIMIT / max(1, len(train))
    parts = (train, unseen)
    return tuple(part.rows(_uniform(part.customers) < share) for part in parts)  # type: ignore[return-value]


def _keys(part: Panel, *, days: int, seed: int) -> NDArray[np.object_]:
    """Return what a lot is drawn for: a customer over so many days."""
    spans = part.dates.astype("datetime64[D]").astype(np.int64) // days
    pairs = zip(part.customers.tolist(), spans.tolist(), strict=True)
    return np.array([f"{seed}|{customer}|{span}" for customer, span in pairs], dtype=object)


def _uniform(keys: NDArray[np.object_]) -> Floats:
    """Return a number from 0 to 1 for every key, the same for the same key."""
    hashes = pd.util.hash_array(keys, categorize=False)
    return np.asarray(hashes / 2.0**64, dtype=np.float64)


def _separation(values: NDArray[np.float32], labels: Floats) -> float:
    """Return the ROC AUC of a feature, whichever way it points; null ranks lowest."""
    codes = order_codes(np.where(np.isnan(values), -np.inf, values).astype(np.float64))
    value = float(_roc_aucs(codes, labels[None, :] > 0.0)[0])
    return max(value, 1.0 - value)


def _roc_aucs(codes: NDArray[np.int64], churned: NDArray[np.bool_]) -> Floats:
    """Return the ROC AUC of one score against every row of outcomes."""
    count = int(codes.max()) + 1
    counts = (
        np.stack([np.bincount(codes[kept], minlength=count) for kept in rows]).astype(np.float64)
        for rows in (churned, ~churned)
    )
    return ranking_metrics(*counts, capacity_share=1.0)["roc_auc"]


def _small_trees(x: NDArray[np.float32], labels: Floats, *, seed: int) -> "Booster":
    """Learn a few trees with the settings of the ladder's own."""
    import xgboost

    data = xgboost.QuantileDMatrix(x, labels, nthread=1, max_bin=BOOSTING["max_bin"])
    settings: dict[str, Any] = {**BOOSTING, "seed": seed, "nthread": 1}
    return xgboost.train(settings, data, num_boost_round=ALARM_TREE_COUNT)
