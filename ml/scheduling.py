"""Score rows with the model versions that are due on their date."""

from collections.abc import Iterator

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ml.errors import FrameError
from ml.schema import SCHEDULED_SCORES
from ml.scoring import Scorer, load_scorer


class ScheduledScorer:
    """Score chunks of rows, each row by every version that its date asks for.

    A version is verified and parsed when its first row comes, and kept for the chunks that
    follow. The matrix of a date is made once for all of its versions.
    """

    def __init__(self, versions: pd.DataFrame, schedule: pd.DataFrame) -> None:
        """Take the stored versions, and who scores when.

        Args:
            versions: model versions, one row each.
            schedule: `as_of_date`, `model_version`, `has_reasons`, `is_rescoring`; one row per
                date and version.
        """
        self._versions = versions
        self._schedule = dict(list(schedule.groupby("as_of_date", sort=True)))
        self._scorers: dict[str, Scorer] = {}

    def __call__(self, rows: pd.DataFrame) -> Iterator[pd.DataFrame]:
        """Yield the scores of `rows` in parts whose columns are some or all of SCHEDULED_SCORES.

        A part without reasons lacks their columns; no rows give one part without rows.

        Args:
            rows: `customer_id`, `as_of_date` and what the models read; null as NaN.

        Raises:
            FrameError: the schedule names a version that is not there, or a row lacks what the
                model reads.
            ArtifactError: a stored model is not the one that was trained.
        """
        if rows.empty:
            yield SCHEDULED_SCORES.empty()
        for date, group in rows.groupby("as_of_date", sort=True):
            matrices: dict[tuple[str, ...], NDArray[np.float32]] = {}
            for due in self._schedule[date].to_dict("records"):
                scorer = self._scorer(due["model_version"])
                columns = scorer.model.estimator.columns
                if columns not in matrices:
                    matrices[columns] = scorer.inputs(group)
                score = scorer.score_with_reasons if due["has_reasons"] else scorer.score
                yield score(group, inputs=matrices[columns]).assign(
                    has_reasons=bool(due["has_reasons"]),
                    is_rescoring=bool(due["is_rescoring"]),
                )

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
