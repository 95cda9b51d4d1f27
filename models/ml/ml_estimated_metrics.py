from ml.errors import ModelError
from ml.estimation import estimate_cohorts
from warehouse.sentence import in_one_sentence


@in_one_sentence(ModelError)
def model(dbt, session):
    """Hold what is to be expected of every cohort that has been scored since the last run."""
    dbt.config(materialized="table")
    return estimate_cohorts(
        dbt.ref("ml_score_bins").order("as_of_date, model_version, score_bin").df(),
        capacity_share=dbt.config.get("capacity_share"),
    )
