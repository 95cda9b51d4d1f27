from ml.errors import ModelError
from ml.uplift import judge_uplift
from warehouse.sentence import in_one_sentence


@in_one_sentence(ModelError)
def model(dbt, session):
    """Hold whether the order by uplift has earned the place of the order by risk, per policy."""
    dbt.config(materialized="table")
    units = dbt.ref("ml_uplift_units")
    rows = dbt.ref("feat_customers").join(units, "customer_id, as_of_date")
    catalog = dbt.ref("feature_catalog").order("feature_name").df()
    return judge_uplift(
        rows.order("policy, customer_id").df(), names=catalog["feature_name"].tolist()
    )
