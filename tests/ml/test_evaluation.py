import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import average_precision_score, roc_auc_score

from ml.errors import FrameError
from ml.evaluation import judge_cohorts
from ml.metrics import METRIC_NAMES
from ml.schema import COHORT_METRICS
from ml.scoring import score


@pytest.fixture(scope="module")
def scores(rows, versions):
    outcomes = rows[["customer_id", "as_of_date", "is_churned"]]
    scored = [score(rows, version=version) for _, version in versions.iterrows()]
    return pd.concat([part.merge(outcomes) for part in scored], ignore_index=True)


def test_every_model_and_cohort_has_every_metric(scores):
    judged = judge_cohorts(scores, capacity_share=0.1)
    assert list(judged.columns) == list(COHORT_METRICS.columns)
    assert len(judged) == 4 * 20 * len(METRIC_NAMES)
    assert (judged["row_count"] == 250).all()


def test_segments_with_enough_rows_are_judged_on_their_own_rows(scores):
    newest = scores[scores["as_of_date"] == scores["as_of_date"].max()]
    places = newest.groupby("model_version").cumcount()
    region = np.where(places < 210, "europe", "asia_pacific")
    judged = judge_cohorts(newest.assign(region=region), capacity_share=0.1)
    parts = judged[judged["segment_name"] != "all"]
    assert set(parts["segment_value"]) == {"europe"}
    assert (parts["row_count"] == 210).all()
    # No skill says the same of a segment as of the whole.
    assert parts["model_version"].nunique() == 3
    for row in parts[parts["metric_name"] == "roc_auc"].itertuples():
        rows = newest[(newest["model_version"] == row.model_version) & (region == "europe")]
        oracle = roc_auc_score(rows["is_churned"], rows["churn_probability"])
        assert row.metric_value == pytest.approx(oracle)
        assert row.ci_low < row.metric_value < row.ci_high


def test_arms_are_judged_only_where_somebody_was_contacted(scores):
    twice = pd.concat([scores, scores.assign(customer_id=scores["customer_id"] + "b")])
    idle = judge_cohorts(twice.assign(is_contacted=False), capacity_share=0.1)
    assert set(idle["segment_name"]) == {"all"}
    contacted = twice["customer_id"].str.endswith("b")
    judged = judge_cohorts(twice.assign(is_contacted=contacted), capacity_share=0.1)
    arms = judged[judged["segment_name"] == "arm"].pivot_table(
        index=["model_version", "as_of_date", "metric_name"],
        columns="segment_value",
        values="metric_value",
    )
    assert list(arms.columns) == ["contacted", "not_contacted"]
    pd.testing.assert_series_equal(arms["contacted"], arms["not_contacted"], check_names=False)


def test_values_are_those_of_scikit_learn(scores):
    judged = judge_cohorts(scores, capacity_share=0.1)
    precision = judged[judged["metric_name"] == "average_precision"]
    for row in precision.itertuples():
        cohort = scores[
            (scores["model_version"] == row.model_version)
            & (scores["as_of_date"] == row.as_of_date)
        ]
        oracle = average_precision_score(cohort["is_churned"], cohort["churn_probability"])
        assert row.metric_value == pytest.approx(oracle)
        assert row.ci_low <= row.metric_value <= row.ci_high


def test_the_order_of_rows_does_not_show(scores):
    mixed = scores.sample(frac=1.0, random_state=4)
    judged, again = (judge_cohorts(frame, capacity_share=0.1) for frame in (scores, mixed))
    pd.testing.assert_frame_equal(judged, again, check_exact=True)


def test_a_cohort_with_one_outcome_keeps_its_counts(scores):
    judged = judge_cohorts(scores.assign(is_churned=False), capacity_share=0.1)
    by_name = judged.set_index("metric_name")
    assert by_name.loc["roc_auc", "metric_value"].isna().all()
    assert by_name.loc["lift_at_capacity", "metric_value"].isna().all()
    assert by_name.loc["brier_score", "metric_value"].notna().all()
    assert (by_name["positive_count"] == 0).all()


def test_no_scores_give_a_typed_empty_table(scores):
    empty = judge_cohorts(scores.head(0), capacity_share=0.1)
    pd.testing.assert_frame_equal(empty, COHORT_METRICS.empty())


def test_scores_without_their_outcome_are_refused(scores):
    with pytest.raises(FrameError, match=r"lack \['is_churned'\]"):
        judge_cohorts(scores.drop(columns="is_churned"), capacity_share=0.1)
    unknown = scores.assign(churn_probability=np.nan)
    with pytest.raises(FrameError, match=r"nulls in \['churn_probability'\]"):
        judge_cohorts(unknown, capacity_share=0.1)
