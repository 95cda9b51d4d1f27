"""Rows are scored by the model versions due on their date, whatever chunk they come in."""

import numpy as np
import pandas as pd
import pytest

from ml.errors import ArtifactError, FrameError
from ml.scheduling import ScheduledScorer
from ml.schema import SCHEDULED_SCORES
from ml.scoring import load_scorer


@pytest.fixture
def scoring_rows(newest):
    later = newest.assign(as_of_date=newest["as_of_date"] + pd.Timedelta(days=7))
    return pd.concat([newest, later], ignore_index=True)


@pytest.fixture
def schedule(newest, versions):
    """Every version on the first date, with reasons of one; only the logistic on the second."""
    first = pd.DataFrame(
        {
            "as_of_date": newest["as_of_date"].iloc[0],
            "model_version": versions["model_version"],
            "has_reasons": versions.index == "xgboost",
            "is_rescoring": False,
        }
    )
    second = first.loc[["logistic"]].assign(
        as_of_date=newest["as_of_date"].iloc[0] + pd.Timedelta(days=7), is_rescoring=True
    )
    return pd.concat([first, second])


@pytest.fixture
def scorer(versions, schedule):
    return ScheduledScorer(versions, schedule)


def all_of(parts):
    return pd.concat([SCHEDULED_SCORES.empty(), *parts])


def test_a_row_is_scored_by_the_versions_due_on_its_date(
    scoring_rows, scorer, newest, versions, schedule
):
    scored = all_of(scorer(scoring_rows))
    assert len(scored) == len(newest) * len(schedule)
    first = scored[scored["as_of_date"] == newest["as_of_date"].iloc[0]]
    for _, version in versions.iterrows():
        expected = load_scorer(version).score(newest)["churn_probability"].to_numpy()
        given = first.loc[first["model_version"] == version["model_version"], "churn_probability"]
        np.testing.assert_array_equal(given.to_numpy(), expected)


def test_reasons_and_rescoring_are_as_the_schedule_says(scoring_rows, scorer, versions):
    scored = all_of(scorer(scoring_rows))
    assert scored.loc[scored["has_reasons"].astype(bool), "reason_1_feature"].notna().any()
    assert scored.loc[~scored["has_reasons"].astype(bool), "reason_1_feature"].isna().all()
    rescored = scored[scored["is_rescoring"].astype(bool)]
    assert set(rescored["model_version"]) == {versions.loc["logistic", "model_version"]}


def test_chunks_change_nothing(scoring_rows, scorer):
    whole = all_of(scorer(scoring_rows))
    chunks = [scoring_rows.iloc[start : start + 97] for start in range(0, len(scoring_rows), 97)]
    together = all_of([part for chunk in chunks for part in scorer(chunk)])
    keys = ["model_version", "as_of_date", "customer_id"]
    pd.testing.assert_frame_equal(
        together.sort_values(keys, ignore_index=True), whole.sort_values(keys, ignore_index=True)
    )


def test_no_rows_give_a_typed_table_without_rows(scoring_rows, scorer):
    (scored,) = scorer(scoring_rows.iloc[:0])
    assert scored.empty
    assert list(scored.columns) == list(SCHEDULED_SCORES.columns)


def test_an_unknown_version_is_named(scoring_rows, versions, schedule):
    lost = schedule.assign(model_version="xgboost-20200101-lost")
    with pytest.raises(FrameError, match="xgboost-20200101-lost"):
        list(ScheduledScorer(versions, lost)(scoring_rows))


def test_a_changed_artifact_is_refused(scoring_rows, versions, schedule):
    changed = versions.assign(artifact=lambda frame: frame["artifact"] + " ")
    with pytest.raises(ArtifactError):
        list(ScheduledScorer(changed, schedule)(scoring_rows))
