from ml.errors import ModelError
from ml.evaluation import judge_cohorts
from warehouse.sentence import in_one_sentence
from warehouse.stream import stream


@in_one_sentence(ModelError)
def model(dbt, session):
    """Hold the metrics of every cohort whose outcomes became known since the last run.

    Cohorts come one at a time, so that memory does not grow with their number.
    """
    dbt.config(materialized="table")
    capacity_share = dbt.config.get("capacity_share")
    return stream(
        session,
        dbt.ref("ml_matured_scores").order("as_of_date, model_version, customer_id"),
        lambda cohort: [judge_cohorts(cohort, capacity_share=capacity_share)],
        whole_by="as_of_date",
    )
