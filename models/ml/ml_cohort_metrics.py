from ml.errors import ModelError
from ml.evaluation import judge_cohorts
from warehouse.sentence import in_one_sentence


@in_one_sentence(ModelError)
def model(dbt, session):
    """Hold the metrics of every cohort whose outcomes became known since the last run."""
    dbt.config(materialized="table")
    return judge_cohorts(
        dbt.ref("ml_matured_scores").order("as_of_date, model_version, customer_id").df(),
        capacity_share=dbt.config.get("capacity_share"),
    )
