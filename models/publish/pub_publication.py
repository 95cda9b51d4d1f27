from pathlib import Path

from warehouse.errors import WarehouseError
from warehouse.publication import publish
from warehouse.sentence import in_one_sentence


@in_one_sentence(WarehouseError)
def model(dbt, session):
    """Publish every public table, and hold one row per table of the newest publication.

    The plugin tells each connection where the publication goes.
    """
    dbt.config(materialized="table")
    tables = dbt.ref("pub_tables").order("table_name").df()
    run = dbt.ref("pub_run").df()
    ((folder,),) = session.execute("select getvariable('published_path')").fetchall()
    return publish(
        session,
        tables=tables["relation_name"].tolist(),
        folder=Path(folder),
        run=run.iloc[0].to_dict(),
    )
