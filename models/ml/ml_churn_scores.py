from ml.errors import ModelError
from ml.scheduling import ScheduledScorer
from warehouse.sentence import in_one_sentence
from warehouse.stream import stream


@in_one_sentence(ModelError)
def model(dbt, session):
    """Hold the scores of this run, with the strongest reasons where they are asked for.

    Rows come and go in chunks, so that memory does not grow with the number of customers.
    """
    dbt.config(materialized="table")
    versions = dbt.ref("ml_versions_in_use").df()
    schedule = dbt.ref("ml_scoring_schedule")
    rows = dbt.ref("feat_scoring_rows").join(schedule, "as_of_date", how="semi")
    ordered = rows.order("as_of_date, customer_id")
    return stream(session, ordered, ScheduledScorer(versions, schedule.df()))
