"""What the first build of the demo company promises, judged by the truth that no model may read."""

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import roc_auc_score

from simulator import simulate
from tests.project.building import Place, run_dbt

DEFAULTS = {"history_weeks": 104, "backfill_weeks": 26, "training_every_weeks": 4}
TABLES = (
    *("features.feat_customer_usage", "features.feat_customer_billing"),
    *("features.feat_customer_support", "features.feat_customer_contract"),
    *("features.feat_customers", "features.feat_churn_labels", "features.feat_training_rows"),
    *("features.feat_scoring_rows", "scores.fct_churn_scores", "scores.fct_churn_score_reasons"),
    *("scores.dim_model_versions", "scores.fct_model_metrics", "scores.fct_promotion_gates"),
    *("scores.fct_feature_importances", "scores.fct_calibration_bins"),
    *("retention.rpt_customers_at_risk", "retention.fct_score_changes"),
    *("retention.dim_customers", "monitoring.fct_matured_performance"),
    "monitoring.fct_estimated_performance",
    *("governance.fct_quarantined_rows", "governance.dim_features", "publish.pub_publication"),
)
JUDGED = """
    select
        scores.customer_id, scores.as_of_date, labels.is_churned, truth.churn_probability_30d,
        max(scores.churn_probability) filter (where scores.model_role = 'champion'),
        max(scores.churn_probability) filter (where scores.model_version like 'rule-%')
    from scores.fct_churn_scores as scores
    inner join features.feat_churn_labels as labels using (customer_id, as_of_date)
    inner join '{truth}' as truth using (customer_id, as_of_date)
    where labels.is_churned is not null
    group by all
    order by all
"""
COLUMNS = ["customer_id", "as_of_date", "is_churned", "truth", "champion", "rule"]


@pytest.fixture(scope="module")
def raw(tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo") / "raw"
    simulate(folder)
    return folder


@pytest.fixture(scope="module")
def demo(raw, tmp_path_factory):
    place = Place(tmp_path_factory.mktemp("demo_build"))
    outcome = run_dbt("build", place=place, raw=raw, **DEFAULTS)
    assert outcome.has_succeeded, outcome.printed
    return place


@pytest.fixture(scope="module")
def judged(demo, raw):
    """Every matured walk-forward score of the champion and of the rule, beside the truth."""
    rows = demo.ask(JUDGED.format(truth=raw / "truth/truth_churn_probability.parquet"))
    return pd.DataFrame(rows, columns=COLUMNS).astype({"is_churned": bool})


def test_every_unit_test_passes_and_a_build_leaves_them_out(demo, raw, tmp_path):
    outcome = run_dbt("test", "--select", "test_type:unit", place=demo, raw=raw, **DEFAULTS)
    assert outcome.has_succeeded, outcome.printed
    assert "unit tests" in outcome.printed
    listed = run_dbt("ls", place=Place(tmp_path), raw=raw)
    assert "unit_test:" not in listed.printed
    assert "mainstay.scores.fct_churn_scores" in listed.printed


@pytest.mark.parametrize("table", TABLES)
def test_every_table_has_rows(demo, table):
    ((count,),) = demo.ask(f"from {table} select count(*)")
    assert count > 0


def test_at_least_twenty_cohorts_of_every_rung_have_matured(demo):
    counts = demo.ask("""
        select algorithm, count(distinct cohort_date) from monitoring.fct_matured_performance
        where arm = 'all' and segment_name = 'all'
            and matures_on_date <= (select max(as_of_date) from scores.fct_churn_scores)
        group by algorithm
    """)
    assert {"rule", "logistic", "xgboost"} <= {algorithm for algorithm, _ in counts}
    assert min(count for _, count in counts) >= 20


def test_estimates_hold_what_was_realised_in_four_cohorts_of_five(demo):
    rows = demo.ask("""
        select algorithm, metric_name, avg(is_within_interval::int)
        from monitoring.fct_estimated_performance
        where realised_value is not null and algorithm != 'no_skill'
        group by all
    """)
    assert len(rows) == 3 * 11
    assert min(share for *_, share in rows) >= 0.8, rows


def test_every_cohort_is_estimated_before_its_outcomes_are_known(demo):
    ((estimated, open_cohorts),) = demo.ask("""
        select count(distinct cohort_date),
            count(distinct cohort_date) filter (where realised_value is null)
        from monitoring.fct_estimated_performance
    """)
    ((scored,),) = demo.ask("select count(distinct as_of_date) from scores.fct_churn_scores")
    assert estimated == scored
    assert open_cohorts > 0


def test_the_champion_comes_close_to_the_truth(judged):
    champion = roc_auc_score(judged["is_churned"], judged["champion"])
    truth = roc_auc_score(judged["is_churned"], judged["truth"])
    assert champion >= 0.95 * truth


def test_the_champion_beats_the_rule_by_more_than_a_standard_error(judged):
    codes, customers = pd.factorize(judged["customer_id"])
    generator = np.random.default_rng(0)
    leads = []
    for _ in range(100):
        weights = np.bincount(generator.integers(len(customers), size=len(customers)),
                              minlength=len(customers))[codes]  # fmt: skip
        champion, rule = (
            roc_auc_score(judged["is_churned"], judged[name], sample_weight=weights)
            for name in ("champion", "rule")
        )
        leads.append(champion - rule)
    assert np.mean(leads) > np.std(leads)


def test_thirty_percent_means_thirty_percent(judged):
    bins = pd.qcut(judged["champion"], 10, duplicates="drop")
    means = judged.groupby(bins, observed=True).agg(
        predicted=("champion", "mean"), churned=("is_churned", "mean"), rows=("rule", "size")
    )
    error = (means["predicted"] - means["churned"]).abs() @ means["rows"] / len(judged)
    assert error <= 0.03


def test_base_and_reasons_add_up_to_every_score(demo):
    ((scores, error),) = demo.ask("""
        with sums as (
            select customer_id, as_of_date, model_version, sum(contribution_pp) as points
            from scores.fct_churn_score_reasons group by all
        )
        select count(*), max(abs(base_pp + points - 100 * churn_probability))
        from scores.fct_churn_scores inner join sums using (customer_id, as_of_date, model_version)
    """)
    assert scores > 10_000
    assert error < 1e-6
