"""A small warehouse with one training and its first scores, as a build leaves them."""

from pathlib import Path

import duckdb
import pandas as pd
import pytest

from ml.scoring import score
from tests.ml.maker import make_rows, train_on

WAREHOUSE = """
    create schema scores;
    create schema features;
    create table scores.dim_model_versions as
        select * replace (cast(trained_as_of_date as date) as trained_as_of_date) from versions;
    create table features.feat_training_rows as
        select * replace (
            cast(as_of_date as date) as as_of_date, cast(matures_on_date as date) as matures_on_date
        ) from training_rows;
    create table features.feat_scoring_rows as
        select * replace (cast(as_of_date as date) as as_of_date) from scoring_rows;
    create table scores.fct_churn_scores as
        select * replace (cast(as_of_date as date) as as_of_date) from scored;
"""


@pytest.fixture(scope="session")
def trained():
    """Return training rows, the rows of the first date that was scored, and the versions."""
    rows = make_rows(customer_count=200)
    return rows, rows[rows["as_of_date"] == rows["as_of_date"].max()], train_on(rows)


@pytest.fixture
def warehouse(trained, tmp_path: Path) -> Path:
    """Return the file of a warehouse that a test may change; no skill has never scored."""
    rows, newest, versions = trained
    records = versions.to_dict("records")
    scored = pd.concat([score(newest, version=record) for record in records[1:]])
    file = tmp_path / "w.duckdb"
    with duckdb.connect(str(file)) as connection:
        connection.register("versions", versions)
        connection.register("training_rows", rows)
        connection.register("scoring_rows", newest)
        connection.register("scored", scored)
        connection.execute(WAREHOUSE)
    return file
