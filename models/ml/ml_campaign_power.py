from ml.errors import ModelError
from ml.power import plan_campaigns
from warehouse.sentence import in_one_sentence


@in_one_sentence(ModelError)
def model(dbt, session):
    """Hold which effect a programme could show, by how it would be drawn and looked at."""
    dbt.config(materialized="table")
    return plan_campaigns(dbt.ref("ml_campaign_base").order("stratum").df())
