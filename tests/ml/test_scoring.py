import subprocess
import sys

import numpy as np
import pandas as pd
import pytest

from ml.errors import ArtifactError, FrameError
from ml.numerics import sigmoid
from ml.schema import SCORES, SCORES_WITH_REASONS
from ml.scoring import load_scorer, score, score_with_reasons


@pytest.fixture(params=["no_skill", "rule", "logistic", "xgboost"])
def version(request, versions):
    return versions.loc[request.param]


def test_scores_have_the_declared_shape_and_the_keys_of_the_rows(version, newest):
    scored = score(newest, version=version)
    pd.testing.assert_frame_equal(SCORES.conform(scored), scored)
    assert scored["customer_id"].tolist() == newest["customer_id"].tolist()
    assert scored["churn_probability"].between(0.0, 1.0).all()


def test_the_probability_is_the_calibrated_raw_score(version, newest):
    scored = score(newest, version=version)
    expected = sigmoid(
        version["calibration_intercept"] + version["calibration_slope"] * scored["raw_score"]
    )
    np.testing.assert_allclose(scored["churn_probability"], expected, atol=2e-9)
    assert (scored["base_raw_score"] == version["base_raw_score"]).all()


def test_chunks_do_not_show(version, newest):
    scorer = load_scorer(version)
    whole = scorer.score_with_reasons(newest)
    for size in (17, 100):
        chunks = [newest.iloc[start : start + size] for start in range(0, len(newest), size)]
        parts = pd.concat([scorer.score_with_reasons(part) for part in chunks], ignore_index=True)
        pd.testing.assert_frame_equal(parts, whole, check_exact=True)


def test_company_does_not_show(version, newest):
    scorer = load_scorer(version)
    alone = scorer.score_with_reasons(newest.iloc[3:4])
    whole = scorer.score_with_reasons(newest).iloc[3:4].reset_index(drop=True)
    pd.testing.assert_frame_equal(alone, whole, check_exact=True)


def test_columns_in_another_order_do_not_show(version, newest):
    mixed = newest[sorted(newest.columns, reverse=True)]
    pd.testing.assert_frame_equal(score(mixed, version=version), score(newest, version=version))


def test_reasons_add_up_to_the_raw_score(version, newest):
    scored = score_with_reasons(newest, version=version)
    pd.testing.assert_frame_equal(SCORES_WITH_REASONS.conform(scored), scored)
    kept = scored[[f"reason_{rank}_contribution" for rank in range(1, 6)]].fillna(0.0).sum(axis=1)
    total = scored["base_raw_score"] + kept + scored["other_contribution"]
    np.testing.assert_allclose(total, scored["raw_score"], rtol=0, atol=1e-12)


def test_more_reasons_than_features_leave_nothing_to_others(versions, newest):
    scored = score_with_reasons(newest, version=versions.loc["logistic"], top=6)
    assert scored["reason_6_feature"].isna().all()
    np.testing.assert_allclose(scored["other_contribution"], 0.0, atol=1e-8)


def test_the_rule_and_no_skill_leave_reasons_to_sql(versions, newest):
    for algorithm in ("no_skill", "rule"):
        scored = score_with_reasons(newest, version=versions.loc[algorithm])
        assert scored["reason_1_feature"].isna().all()
        assert scored["reason_1_contribution"].isna().all()
    np.testing.assert_allclose(scored["raw_score"], newest["rule_score"] / 10.0)


def test_no_rows_give_a_typed_empty_table(version, newest):
    nothing = newest.head(0)
    pd.testing.assert_frame_equal(score(nothing, version=version), SCORES.empty())
    explained = score_with_reasons(nothing, version=version)
    pd.testing.assert_frame_equal(explained, SCORES_WITH_REASONS.empty())


def test_the_holdout_scores_are_those_that_were_judged(rows, versions):
    version = versions.loc["xgboost"]
    holdout = rows[rows["as_of_date"] >= version["holdout_from_date"]]
    scored = score(holdout, version=version)
    brier = ((scored["churn_probability"] - holdout["is_churned"].to_numpy()) ** 2).mean()
    assert f'"metric_name": "brier_score", "metric_value": {round(brier, 9)}' in version["report"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"mrr_usd": np.inf}, "mrr_usd is infinite in 250 of 250 rows"),
        ({"mrr_usd": None}, None),
    ],
)
def test_infinite_features_are_refused_and_null_ones_are_not(versions, newest, change, message):
    changed = newest.assign(**change)
    if message is None:
        assert len(score(changed, version=versions.loc["xgboost"])) == len(newest)
        return
    with pytest.raises(FrameError, match=message):
        score(changed, version=versions.loc["xgboost"])


def test_missing_columns_are_named(versions, newest):
    with pytest.raises(FrameError, match=r"lack the features \['noise'\]"):
        score(newest.drop(columns="noise"), version=versions.loc["logistic"])
    with pytest.raises(FrameError, match=r"lack \['customer_id'\]"):
        score(newest.drop(columns="customer_id"), version=versions.loc["rule"])


def test_a_customer_without_points_is_not_a_customer_with_none(versions, newest):
    with pytest.raises(FrameError, match="rule_score is null in 250 of 250 rows"):
        score(newest.assign(rule_score=np.nan), version=versions.loc["rule"])


def test_a_changed_calibration_column_is_refused(version):
    with pytest.raises(ArtifactError, match="calibration columns"):
        load_scorer({**version.to_dict(), "calibration_slope": 9.0})


def test_a_build_that_trains_nothing_imports_neither_xgboost_nor_scikit_learn():
    code = (
        "import sys, ml.scoring, ml.evaluation, ml.training;"
        "sys.exit(bool({'xgboost', 'sklearn', 'scipy'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0  # noqa: S603
