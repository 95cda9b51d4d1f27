"""Score rows that say themselves which model version is to score them."""

import pandas as pd

from ml.errors import FrameError
from ml.schema import SCHEDULED_SCORES
from ml.scoring import Scorer, load_scorer


class ScheduledScorer:
    """Score chunks of rows, each row by its own `model_version`.

    A version is verified and parsed when its first row comes, and kept for the chunks that follow.
    """

    def __init__(self, versions: pd.DataFrame) -> None:
        """Take the model versions that rows may name, one row each."""
        self._versions = versions
        self._scorers: dict[str, Scorer] = {}

    def __call__(self, rows: pd.DataFrame) -> pd.DataFrame:
        """Return one score per row, of the shape SCHEDULED_SCORES.

        Args:
            rows: scoring rows with `model_version`, `has_reasons` and `is_rescoring`.

        Raises:
            FrameError: a row names a version that is not there, or lacks what the model reads.
            ArtifactError: a stored model is not the one that was trained.
        """
        parts = [SCHEDULED_SCORES.empty()]
        for version, group in rows.groupby("model_version", sort=False):
            scorer = self._scorer(str(version))
            for has_reasons, asked in group.groupby("has_reasons", sort=False):
                scored = (
                    scorer.score_with_reasons(asked) if has_reasons is True else scorer.score(asked)
                )
                flags = asked[["has_reasons", "is_rescoring"]].reset_index(drop=True)
                parts.append(pd.concat([scored, flags], axis="columns"))
        scored = pd.concat([part.reindex(columns=list(SCHEDULED_SCORES.columns)) for part in parts])
        return SCHEDULED_SCORES.conform(scored)

    def _scorer(self, version: str) -> Scorer:
        if version not in self._scorers:
            named = self._versions[self._versions["model_version"] == version]
            if named.empty:
                raise FrameError(
                    f"Rows are to be scored by {version}, which is no stored version; restore its "
                    "row in dim_model_versions from a publication, or train again."
                )
            self._scorers[version] = load_scorer({str(k): v for k, v in named.iloc[0].items()})
        return self._scorers[version]
