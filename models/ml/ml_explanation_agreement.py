from ml.cross_check import cross_check
from ml.errors import ModelError
from warehouse.sentence import in_one_sentence


@in_one_sentence(ModelError)
def model(dbt, session):
    """Hold how well reasons agree with a second opinion, where this run scores the newest date.

    The sample is drawn by hash, so that another run draws the same customers.
    """
    dbt.config(materialized="table")
    newest = dbt.ref("ml_dates_due").filter("is_newest").project("as_of_date")
    due = dbt.ref("ml_scoring_schedule").filter("has_reasons").join(newest, "as_of_date", "semi")
    rows = dbt.ref("feat_scoring_rows").join(newest, "as_of_date", how="semi")
    sample_size = int(dbt.config.get("sample_size"))
    return cross_check(
        rows.order("md5(customer_id), customer_id").limit(5 * sample_size).df(),
        versions=dbt.ref("ml_versions_in_use").join(due, "model_version", "semi").df(),
        sample_size=sample_size,
    )
