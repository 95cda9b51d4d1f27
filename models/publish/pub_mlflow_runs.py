from ml.tracking import MIRRORED, mirror
from warehouse.notice import warn


def model(dbt, session):
    """Mirror what was published into MLflow, and hold one row per model version.

    Enabled where MLFLOW_TRACKING_URI is set; whatever the server does, the build goes on.
    """
    dbt.config(materialized="table")
    dbt.ref("pub_publication")
    places = dict(dbt.ref("pub_tables").order("table_name").fetchall())
    versions = session.table(places["dim_model_versions"])
    light = versions.project("* exclude (artifact, report)")
    run = dbt.ref("pub_run").df().iloc[0]
    told = mirror(
        light.df(),
        tables={name: session.table(places[name]).df() for name in MIRRORED if name in places},
        champion=run["model_version"],
        fetch=lambda name: versions.filter(f"model_version = '{name}'").df().iloc[0].to_dict(),
    )
    warn(told.warning)
    return told.versions
