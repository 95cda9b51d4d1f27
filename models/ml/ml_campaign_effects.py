from ml.effect import measure_effects
from ml.errors import ModelError
from warehouse.sentence import in_one_sentence


@in_one_sentence(ModelError)
def model(dbt, session):
    """Hold what every programme with drawn arms has changed, as known on the newest date."""
    dbt.config(materialized="table")
    units = dbt.ref("ml_campaign_units").order("policy, customer_id")
    return measure_effects(units.df())
