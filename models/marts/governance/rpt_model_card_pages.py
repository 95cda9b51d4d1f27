from ml.card import render_cards
from ml.errors import ModelError
from warehouse.sentence import in_one_sentence


@in_one_sentence(ModelError)
def model(dbt, session):
    """Hold the cards that are rendered in this run: in use, or with outcomes still to come."""
    due = dbt.ref("dim_champions").join(dbt.ref("fct_model_cards_due"), "model_version", how="semi")
    rules = due.project("rule_model_version as model_version")
    metrics = dbt.ref("fct_model_metrics").filter("cohort_date is null")
    facts = {
        "metrics": metrics.join(due, "model_version", how="semi"),
        "rule_metrics": metrics.join(rules, "model_version", how="semi"),
        "performance": dbt.ref("fct_matured_performance").join(due, "model_version", how="semi"),
        "gates": dbt.ref("fct_promotion_gates"),
        "bins": dbt.ref("fct_calibration_bins"),
        "importances": dbt.ref("fct_feature_importances"),
        "drift": dbt.ref("fct_score_drift"),
        "catalog": dbt.ref("feature_catalog"),
        "approvals": dbt.ref("rpt_approvals"),
        "alerts": dbt.ref("fct_alerts"),
    }
    frames = {name: fact.df() for name, fact in facts.items()}
    return render_cards(due.df(), facts=frames, label_kind=dbt.config.get("label_kind"))
