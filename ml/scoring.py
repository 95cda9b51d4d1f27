"""Score customers with a stored model, in chunks of any size, with or without reasons."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ml.artifact import Model, read_artifact
from ml.errors import ArtifactError, FrameError
from ml.estimators import EXPLAINED_BY_FEATURES
from ml.explain import Reasons, checked_contributions, top_reasons
from ml.numerics import Floats
from ml.panel import KEYS, feature_matrix
from ml.params import SCORE_DECIMALS
from ml.schema import REASON_COUNT, SCORES, reasoned_scores


@dataclass(frozen=True)
class Scorer:
    """A stored model, verified and parsed once, that scores one chunk of rows after another."""

    model_version: str
    model: Model

    def score(
        self, rows: pd.DataFrame, *, inputs: NDArray[np.float32] | None = None
    ) -> pd.DataFrame:
        """Return one row per row of `rows`, of the shape SCORES.

        Args:
            rows: `customer_id`, `as_of_date` and the columns that the model reads; null as NaN.
            inputs: what `inputs` gives for these rows, where it is known already.

        Raises:
            FrameError: a column is absent, infinite, or null where it may not be.
        """
        x = self.inputs(rows) if inputs is None else inputs
        return SCORES.conform(self._scored(rows, margin=self.model.estimator.margin(x)))

    def score_with_reasons(
        self,
        rows: pd.DataFrame,
        *,
        top: int = REASON_COUNT,
        inputs: NDArray[np.float32] | None = None,
    ) -> pd.DataFrame:
        """Return scores with the `top` contributions to each, and the sum of the others.

        The reasons of the rule and of no skill are null: SQL knows the points of the rule.
        As decimals, base, contributions and `other_contribution` add up to the raw score.

        Raises:
            FrameError: as for `score`.
        """
        x = self.inputs(rows) if inputs is None else inputs
        margin = self.model.estimator.margin(x)
        scored = self._scored(rows, margin=margin)
        total = (scored["raw_score"] - scored["base_raw_score"]).to_numpy()
        parts = np.zeros((len(rows), 0))
        if self.model.algorithm in EXPLAINED_BY_FEATURES:
            parts = checked_contributions(self.model.estimator, x, margin=margin)
        reasons = top_reasons(parts, total=total, top=top)
        wide = _wide(reasons, names=self.model.estimator.columns)
        return reasoned_scores(top).conform(scored.assign(**wide))

    def inputs(self, rows: pd.DataFrame) -> NDArray[np.float32]:
        """Return the matrix that the model reads, checked; raise FrameError as `score` does."""
        missing = [name for name in KEYS if name not in rows]
        if missing:
            raise FrameError(f"The rows to score lack {missing}; add the columns.")
        columns = self.model.estimator.columns
        x = feature_matrix(rows, columns=columns)
        if columns == ("rule_score",) and np.isnan(x).any():
            raise FrameError(
                f"rule_score is null in {int(np.isnan(x).sum())} of {len(rows)} rows to score; "
                "give customers without points a 0."
            )
        return x

    def _scored(self, rows: pd.DataFrame, *, margin: Floats) -> pd.DataFrame:
        """Return keys and scores of `rows`."""
        return pd.DataFrame(
            {
                "customer_id": rows["customer_id"].to_numpy(dtype=object),
                "as_of_date": rows["as_of_date"].to_numpy(dtype="datetime64[us]"),
                "model_version": self.model_version,
                "raw_score": np.round(margin, SCORE_DECIMALS),
                "base_raw_score": round(self.model.estimator.base_margin, SCORE_DECIMALS),
                "churn_probability": self.model.calibration.apply(margin),
            }
        )

    @classmethod
    def of(cls, version: Mapping[str, Any]) -> Self:
        """Verify and parse a row of model versions.

        Raises:
            ArtifactError: the stored model is not the one that was trained.
        """
        model = read_artifact(version)
        stored = (version["calibration_slope"], version["calibration_intercept"])
        if stored != (model.calibration.slope, model.calibration.intercept):
            raise ArtifactError(
                f"The calibration columns of {version['model_version']} are {stored}, and its "
                "artifact says otherwise; restore the row from a publication, or train again."
            )
        return cls(model_version=str(version["model_version"]), model=model)


def load_scorer(version: Mapping[str, Any]) -> Scorer:
    """Return the scorer of one row of model versions (a mapping or a Series)."""
    return Scorer.of(version)


def score(rows: pd.DataFrame, *, version: Mapping[str, Any]) -> pd.DataFrame:
    """Score one chunk of rows with one model version; see `Scorer.score`."""
    return load_scorer(version).score(rows)


def score_with_reasons(
    rows: pd.DataFrame, *, version: Mapping[str, Any], top: int = REASON_COUNT
) -> pd.DataFrame:
    """Score one chunk of rows with reasons; see `Scorer.score_with_reasons`."""
    return load_scorer(version).score_with_reasons(rows, top=top)


def _wide(reasons: Reasons, *, names: tuple[str, ...]) -> dict[str, NDArray[Any]]:
    """Return the columns `reason_1_feature`, `reason_1_contribution` and so on."""
    vocabulary = np.array([*names, None], dtype=object)
    columns: dict[str, NDArray[Any]] = {}
    for place in range(reasons.places.shape[1]):
        is_reason = reasons.places[:, place] >= 0
        columns[f"reason_{place + 1}_feature"] = vocabulary[reasons.places[:, place]]
        columns[f"reason_{place + 1}_contribution"] = np.where(
            is_reason, reasons.contributions[:, place], np.nan
        )
    columns["other_contribution"] = reasons.other
    return columns
