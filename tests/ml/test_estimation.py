"""Estimates are what true probabilities lead to, and intervals hold what is realised."""

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import average_precision_score, roc_auc_score

from ml.errors import FrameError
from ml.estimation import ESTIMATED_NAMES, Bins, draw_churned, estimate_cohorts
from ml.evaluation import judge_cohorts
from ml.metrics import no_skill_values
from ml.numerics import logit, sigmoid
from ml.schema import COHORT_METRICS

DAY = pd.Timestamp("2026-01-05")


def probabilities(count, *, seed=0):
    return np.round(sigmoid(np.random.default_rng(seed).normal(-2.5, 1.2, count)), 9)


def bins_of(probability, *, ratio_error=0.0, slope_error=0.0, limit=256):
    """Return what ml_score_bins makes of one cohort."""
    rows = pd.DataFrame({"p": np.sort(probability)[::-1]})
    rank = rows["p"].rank(method="min", ascending=False).astype(int)
    rows["score_bin"] = (rank - 1) * limit // len(rows)
    rows["churned_squared"] = rows["p"] * (1 - rows["p"]) ** 2
    rows["retained_squared"] = (1 - rows["p"]) * rows["p"] ** 2
    rows["churned_log"] = -rows["p"] * np.log(rows["p"])
    rows["retained_log"] = -(1 - rows["p"]) * np.log(1 - rows["p"])
    sums = rows.groupby("score_bin").sum()
    row_count = rows.groupby("score_bin").size()
    retained = row_count - sums["p"]
    return pd.DataFrame(
        {
            "model_version": "m1",
            "as_of_date": DAY,
            "row_count": row_count,
            "mean_probability": sums["p"] / row_count,
            "squared_error_if_churned": sums["churned_squared"] / sums["p"],
            "squared_error_if_retained": sums["retained_squared"] / retained,
            "log_loss_if_churned": sums["churned_log"] / sums["p"],
            "log_loss_if_retained": sums["retained_log"] / retained,
            "ratio_error": ratio_error,
            "slope_error": slope_error,
        }
    ).reset_index()


def estimated(probability, **errors):
    found = estimate_cohorts(bins_of(probability, **errors), capacity_share=0.1)
    return found.set_index("metric_name")


def realised(probability, labels):
    scores = pd.DataFrame({"churn_probability": probability, "is_churned": labels})
    scores = scores.assign(
        model_version="m1",
        as_of_date=DAY,
        customer_id=[f"C{place}" for place in range(len(labels))],
    )
    return judge_cohorts(scores, capacity_share=0.1).set_index("metric_name")["metric_value"]


def share_within(*, ratio_error, believed_error, cohorts=150, slope_error=0.0):
    """Return how often intervals hold the values of companies whose calibration is off."""
    held = dict.fromkeys(ESTIMATED_NAMES, 0)
    for seed in range(cohorts):
        generator = np.random.default_rng([3, seed])
        probability = probabilities(600, seed=seed)
        margin, weight = logit(probability), probability * (1 - probability)
        turned = slope_error * generator.normal() * (margin - np.average(margin, weights=weight))
        offset = ratio_error * generator.normal() * probability.sum() / weight.sum()
        labels = (generator.random(600) < sigmoid(margin + turned + offset)).astype(float)
        values = realised(probability, labels)
        found = estimated(probability, ratio_error=believed_error, slope_error=slope_error)
        for name in ESTIMATED_NAMES:
            low, high = found.loc[name, ["ci_low", "ci_high"]]
            held[name] += low <= values[name] <= high
    return {name: count / cohorts for name, count in held.items()}


def test_true_probabilities_are_estimated_as_they_turn_out():
    probability = probabilities(60_000)
    labels = np.random.default_rng(1).random(60_000) < probability
    values = realised(probability, labels.astype(float))
    found = estimated(probability)
    for name in ESTIMATED_NAMES:
        assert found.loc[name, "metric_value"] == pytest.approx(values[name], rel=0.05, abs=5e-4)


def test_the_estimate_of_order_is_the_mean_over_outcomes():
    probability = probabilities(400)
    generator = np.random.default_rng(2)
    drawn = (generator.random((300, 400)) < probability).astype(int)
    found = estimated(probability)
    area = np.mean([roc_auc_score(labels, probability) for labels in drawn])
    assert found.loc["roc_auc", "metric_value"] == pytest.approx(area, abs=0.008)
    precision = np.mean([average_precision_score(labels, probability) for labels in drawn])
    assert found.loc["average_precision", "metric_value"] == pytest.approx(precision, abs=0.015)


def test_expected_losses_do_not_depend_on_the_bins():
    probability = probabilities(3_000)
    entropy = -(probability * np.log(probability) + (1 - probability) * np.log(1 - probability))
    for limit in (2, 256):
        found = estimated(probability, limit=limit)["metric_value"]
        assert found["brier_score"] == pytest.approx((probability * (1 - probability)).mean())
        assert found["log_loss"] == pytest.approx(entropy.mean())


def test_intervals_hold_what_true_probabilities_lead_to():
    assert min(share_within(ratio_error=0.0, believed_error=0.0).values()) >= 0.9


def test_intervals_hold_where_the_calibration_is_off_as_much_as_its_holdout_said():
    losses = ("brier_score", "log_loss", "average_precision")
    honest = share_within(ratio_error=0.3, believed_error=0.3, slope_error=0.15)
    assert min(honest.values()) >= 0.88
    blind = share_within(ratio_error=0.3, believed_error=0.0)
    assert max(blind[name] for name in losses) < 0.9


def test_doubt_about_the_calibration_widens_every_interval():
    probability = probabilities(2_000)
    sure, unsure = estimated(probability), estimated(probability, ratio_error=0.3, slope_error=0.3)
    widths = [found["ci_high"] - found["ci_low"] for found in (sure, unsure)]
    assert (widths[1] > widths[0]).all()


def test_another_slope_leaves_the_number_of_the_churned_alone():
    bins = Bins.of(bins_of(probabilities(20_000)))
    counts = draw_churned(bins, ratio_error=0.0, slope_error=0.2, seed=1).sum(axis=1)
    expected = bins.row_count @ bins.probability
    assert counts.mean() == pytest.approx(expected, rel=0.03)
    others = draw_churned(bins, ratio_error=0.2, slope_error=0.0, seed=1).sum(axis=1)
    assert others.std() / expected == pytest.approx(0.2, rel=0.2)


def test_a_score_that_says_the_same_of_all_is_expected_to_have_no_skill():
    found = estimated(np.full(1_000, 0.12), slope_error=np.nan)
    no_skill = no_skill_values(0.12, capacity_share=0.1)
    for name in ("roc_auc", "average_precision", "lift_at_10pct", "brier_score", "log_loss"):
        assert found.loc[name, "metric_value"] == pytest.approx(no_skill[name], rel=1e-3), name
        assert found.loc[name, "no_skill_value"] == pytest.approx(no_skill[name]), name
    assert (found["positive_count"] == 120).all()


def test_every_cohort_has_its_own_estimate_and_the_order_of_rows_does_not_show():
    sure, unsure = (bins_of(probabilities(500, seed=seed)) for seed in (1, 2))
    later = unsure.assign(as_of_date=DAY + pd.Timedelta(days=7))
    together = pd.concat([later, sure]).sample(frac=1.0, random_state=3)
    found = estimate_cohorts(together, capacity_share=0.1)
    parts = [estimate_cohorts(part, capacity_share=0.1) for part in (sure, later)]
    pd.testing.assert_frame_equal(found, pd.concat(parts, ignore_index=True), check_exact=True)
    assert (found["segment_name"] == "all").all()


def test_no_bins_give_a_typed_empty_table():
    empty = estimate_cohorts(bins_of(probabilities(10)).head(0), capacity_share=0.1)
    pd.testing.assert_frame_equal(empty, COHORT_METRICS.empty())


def test_bins_without_a_known_calibration_are_refused():
    bins = bins_of(probabilities(10))
    with pytest.raises(FrameError, match=r"lack \['ratio_error'\]"):
        estimate_cohorts(bins.drop(columns="ratio_error"), capacity_share=0.1)
    with pytest.raises(FrameError, match=r"nulls in \['ratio_error'\]; leave out versions"):
        estimate_cohorts(bins.assign(ratio_error=np.nan), capacity_share=0.1)
