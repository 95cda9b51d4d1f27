"""Rows that name their model version are scored by it, whatever chunk they come in."""

import numpy as np
import pandas as pd
import pytest

from ml.errors import ArtifactError, FrameError
from ml.scheduling import ScheduledScorer
from ml.schema import SCHEDULED_SCORES
from ml.scoring import load_scorer


@pytest.fixture
def scheduled(newest, versions):
    parts = [
        newest.assign(
            model_version=row.model_version, has_reasons=algorithm == "xgboost", is_rescoring=False
        )
        for algorithm, row in versions.iterrows()
    ]
    return pd.concat(parts, ignore_index=True)


@pytest.fixture
def scorer(versions):
    return ScheduledScorer(versions)


def test_each_row_is_scored_by_the_version_that_it_names(scheduled, scorer, newest, versions):
    scored = scorer(scheduled)
    for _, version in versions.iterrows():
        expected = load_scorer(version).score(newest)["churn_probability"].to_numpy()
        given = scored.loc[scored["model_version"] == version["model_version"], "churn_probability"]
        np.testing.assert_array_equal(given.to_numpy(), expected)


def test_reasons_are_given_only_where_they_are_asked_for(scheduled, scorer):
    scored = scorer(scheduled)
    assert scored.loc[scored["has_reasons"], "reason_1_feature"].notna().any()
    assert scored.loc[~scored["has_reasons"], "reason_1_feature"].isna().all()


def test_chunks_change_nothing(scheduled, scorer):
    whole = scorer(scheduled)
    pieces = [scorer(scheduled.iloc[start : start + 97]) for start in range(0, len(scheduled), 97)]
    keys = ["model_version", "as_of_date", "customer_id"]
    together = pd.concat(pieces).sort_values(keys, ignore_index=True)
    pd.testing.assert_frame_equal(together, whole.sort_values(keys, ignore_index=True))


def test_no_rows_give_a_typed_table_without_rows(scheduled, scorer):
    scored = scorer(scheduled.iloc[:0])
    assert scored.empty
    assert list(scored.columns) == list(SCHEDULED_SCORES.columns)


def test_an_unknown_version_is_named(scheduled, scorer):
    with pytest.raises(FrameError, match="xgboost-20200101-lost"):
        scorer(scheduled.assign(model_version="xgboost-20200101-lost"))


def test_a_changed_artifact_is_refused(scheduled, versions):
    changed = versions.assign(artifact=lambda frame: frame["artifact"] + " ")
    with pytest.raises(ArtifactError):
        ScheduledScorer(changed)(scheduled)
