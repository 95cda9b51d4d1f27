"""What a training promises: no leakage, the same bytes again, and an honest report."""

import json
from datetime import timedelta

import numpy as np
import pandas as pd
import pytest

from ml.errors import FrameError, LeakageError, TrainingError
from ml.schema import MODEL_VERSIONS
from ml.split import Windows
from tests.ml.maker import FEATURES, make_catalog, make_rows, report_of, train_on


def metric(versions, algorithm, name, *, split="holdout"):
    (value,) = [
        row["metric_value"]
        for row in report_of(versions, algorithm)["metrics"]
        if (row["metric_name"], row["data_split"], row["segment_name"]) == (name, split, "all")
    ]
    return value


def test_every_rung_becomes_one_version_of_the_declared_shape(versions):
    assert list(versions["algorithm"]) == ["no_skill", "rule", "logistic", "xgboost"]
    assert list(versions["rung"]) == [0, 1, 2, 3]
    assert list(versions.columns) == list(MODEL_VERSIONS.columns)
    assert (versions["stage"] == "champion").sum() == 1


def test_the_version_is_named_after_rung_date_and_artifact(versions):
    for algorithm, version in versions.iterrows():
        day = version["trained_as_of_date"].strftime("%Y%m%d")
        assert version["model_version"] == f"{algorithm}-{day}-{version['artifact_hash'][:8]}"


def test_learning_beats_the_rule_and_the_rule_beats_no_skill(versions):
    ladder = [
        metric(versions, name, "average_precision") for name in ("no_skill", "rule", "logistic")
    ]
    assert ladder == sorted(ladder)
    assert ladder[2] > ladder[0] + 0.1


def test_shuffled_outcomes_cannot_be_learned(rows):
    shuffled = rows.assign(
        is_churned=np.random.default_rng(5).permutation(rows["is_churned"].to_numpy())
    )
    versions = train_on(shuffled).set_index("algorithm")
    for algorithm in ("rule", "logistic", "xgboost"):
        assert metric(versions, algorithm, "roc_auc") == pytest.approx(0.5, abs=0.07)
    assert versions.loc["no_skill", "stage"] == "champion"


def test_pure_noise_is_the_least_important_feature_of_the_linear_model(versions):
    ranked = {row["feature_name"]: row for row in report_of(versions, "logistic")["importances"]}
    assert ranked["noise"]["share"] < 0.05
    assert ranked["login_count_28d"]["direction"] == "down"
    assert ranked["open_ticket_count"]["direction"] == "up"
    assert sum(row["share"] for row in ranked.values()) == pytest.approx(1.0, abs=1e-6)


def test_an_outcome_that_was_not_yet_known_is_refused(rows):
    day_before = rows["matures_on_date"].max().date() - timedelta(days=1)
    with pytest.raises(LeakageError, match="250 training rows have an outcome that was not known"):
        train_on(rows, trained_as_of_date=day_before)


def test_a_label_that_claims_to_mature_before_its_horizon_is_refused(rows):
    early = rows.assign(matures_on_date=rows["as_of_date"])
    with pytest.raises(LeakageError, match="matures_on_date"):
        train_on(early, trained_as_of_date=rows["as_of_date"].max().date())


def test_rows_out_of_order_are_refused(rows):
    with pytest.raises(FrameError, match="order the rows by as_of_date, customer_id"):
        train_on(rows.iloc[::-1])
    swapped = rows.iloc[[1, 0, *range(2, len(rows))]]
    with pytest.raises(FrameError, match="C00000"):
        train_on(swapped)


def test_the_same_rows_give_the_same_bytes(rows, versions):
    again = train_on(rows).set_index("algorithm", drop=False)
    pd.testing.assert_frame_equal(again, versions)


def test_one_changed_value_changes_the_fingerprint(rows, versions):
    changed = rows.copy()
    changed.loc[3, "mrr_usd"] += 1.0
    again = train_on(changed).set_index("algorithm")
    assert again.loc["rule", "data_fingerprint"] != versions.loc["rule", "data_fingerprint"]


def test_constant_and_empty_features_are_dropped_and_listed(rows):
    names = [*FEATURES, "always_one", "never_known"]
    versions = train_on(
        rows.assign(always_one=1.0, never_known=np.nan), features=make_catalog(names)
    ).set_index("algorithm")
    assert report_of(versions, "xgboost")["dropped_features"] == [
        {"feature_name": "always_one", "why": "the same in every training row"},
        {"feature_name": "never_known", "why": "null in every training row"},
    ]
    assert json.loads(versions.loc["xgboost", "artifact"])["model"]["columns"] == list(FEATURES)


def test_nothing_but_constant_features_is_refused(rows):
    flat = rows.assign(**dict.fromkeys(FEATURES, 1.0))
    with pytest.raises(TrainingError, match="All 5 features are null or constant"):
        train_on(flat)


def test_few_churned_rows_leave_the_rule_as_champion():
    rows = make_rows(customer_count=120, week_count=20, base=-5.5)
    versions = train_on(rows).set_index("algorithm")
    assert versions.loc["rule", "stage"] == "champion"
    assert "fewer than 50" in versions.loc["rule", "reason"]
    assert "fewer than 50" in versions.loc["xgboost", "reason"]


def test_one_week_of_training_is_enough_when_both_outcomes_are_there():
    rows = make_rows(customer_count=700, week_count=11)
    versions = train_on(rows, windows=Windows(52, 4, 4)).set_index("algorithm")
    assert versions.loc["rule", "train_from_date"] == versions.loc["rule", "train_to_date"]


def test_a_history_shorter_than_its_gaps_is_refused():
    rows = make_rows(customer_count=700, week_count=9)
    with pytest.raises(TrainingError, match="too short for training, validation and holdout"):
        train_on(rows)


def test_no_rows_at_all_are_refused(rows):
    with pytest.raises(TrainingError, match="No outcome is known"):
        train_on(rows.head(0), trained_as_of_date=rows["matures_on_date"].max().date())


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"capacity_share": 0.0}, "capacity_share is 0.0"),
        ({"selection_metric": "accuracy"}, "selection_metric is 'accuracy'"),
        ({"features": make_catalog().drop(columns="expected_direction")}, "lacks"),
        ({"features": pd.concat([make_catalog(), make_catalog()])}, "twice"),
        ({"features": make_catalog([*FEATURES, "absent"])}, "lack the features .'absent'"),
    ],
)
def test_arguments_that_cannot_be_honoured_are_refused(rows, changes, message):
    with pytest.raises((FrameError, TrainingError), match=message):
        train_on(rows, **changes)


def test_an_infinite_feature_is_refused_by_name(rows):
    infinite = rows.copy()
    infinite.loc[5, "mrr_usd"] = np.inf
    with pytest.raises(FrameError, match="mrr_usd is infinite in 1 of"):
        train_on(infinite)


def test_a_null_label_is_refused(rows):
    unknown = rows.assign(is_churned=rows["is_churned"].astype(object))
    unknown.loc[5, "is_churned"] = None
    with pytest.raises(FrameError, match="is_churned is null in 1 of"):
        train_on(unknown)


def test_the_report_covers_splits_segments_and_curves(versions):
    report = report_of(versions, "xgboost")
    places = {
        (row["data_split"], row["segment_name"], row["segment_value"]) for row in report["metrics"]
    }
    assert places == {
        ("validation", "all", "all"),
        ("holdout", "all", "all"),
        ("holdout", "industry", "retail"),
        ("holdout", "industry", "software"),
    }
    in_bins = sum(
        row["row_count"] for row in report["calibration_bins"] if row["data_split"] == "holdout"
    )
    assert in_bins == 500
    assert {gate["gate_name"] for gate in report["gates"]} == {
        "enough_positives",
        "within_one_standard_error",
        "keeps_lift_at_capacity",
        "confirms_lead_on_holdout",
        "is_calibrated",
        "calibration_slope_near_one",
        "steady_over_weeks",
        "no_segment_is_worse",
        "no_segment_is_miscalibrated",
        "signs_agree_with_catalogue",
        "no_feature_gives_the_answer_away",
        "shuffled_labels_teach_nothing",
        "planted_noise_is_not_important",
    }


def test_every_metric_lies_within_its_interval(versions):
    for algorithm in versions.index:
        for row in report_of(versions, algorithm)["metrics"]:
            if row["metric_value"] is not None:
                assert row["ci_low"] <= row["metric_value"] <= row["ci_high"], row


def test_the_holdout_plays_no_part_in_the_model(rows, versions):
    changed = rows.copy()
    is_holdout = changed["as_of_date"] >= versions.loc["rule", "holdout_from_date"]
    changed.loc[is_holdout, "is_churned"] = ~changed.loc[is_holdout, "is_churned"]
    again = train_on(changed).set_index("algorithm")
    assert again["artifact_hash"].tolist() == versions["artifact_hash"].tolist()
