import pandas as pd
from ml.schema import MODEL_VERSIONS
from ml.split import Windows

from warehouse.code_version import code_version


def model(dbt, session):
    """Hold one row per rung for each training that is due, and none when no training is due."""
    dbt.config(materialized="table")
    rows = dbt.ref("feat_training_rows")
    features = dbt.ref("feature_catalog").order("feature_name").df()
    trained = [MODEL_VERSIONS.empty()]
    for due in dbt.ref("int_retraining_schedule").order("trained_as_of_date").df().itertuples():
        from ml.training import train

        known = f"as_of_date >= '{due.rows_from_date}' and matures_on_date <= '{due.trained_as_of_date}'"
        trained.append(train(
            rows.filter(known).order("as_of_date, customer_id").df(), features=features,
            trained_as_of_date=due.trained_as_of_date.date(), code_version=code_version(),
            windows=Windows(**dbt.config.get("windows")), **dbt.config.get("training"),
        ))
    return pd.concat(trained, ignore_index=True)
