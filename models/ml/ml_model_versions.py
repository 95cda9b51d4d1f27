from ml.errors import ModelError
from ml.split import Windows
from ml.training import train_due
from warehouse.code_version import code_version
from warehouse.sentence import in_one_sentence


@in_one_sentence(ModelError)
def model(dbt, session):
    """Hold one row per rung for each training that is due, and none when no training is due."""
    dbt.config(materialized="table")
    rows, settings = dbt.ref("feat_training_rows"), dbt.config.get("training")

    def fetch(rows_from, trained_as_of):
        known = f"as_of_date >= '{rows_from}' and matures_on_date <= '{trained_as_of}'"
        return rows.filter(known).order("as_of_date, customer_id").df()

    of_label = f"label_name = '{settings['label_name']}'"
    schedule = dbt.ref("int_retraining_schedule").order("trained_as_of_date").df()
    versions = dbt.ref("stg_feedback__model_versions").filter(of_label).df()
    approvals = dbt.ref("ml_approvals").df()
    features = dbt.ref("feature_catalog").order("feature_name").df()
    settings |= {"features": features, "windows": Windows(**dbt.config.get("windows"))}
    settings |= {"approvals": approvals, "code_version": code_version()}
    return train_due(schedule, fetch=fetch, versions=versions, **settings)
