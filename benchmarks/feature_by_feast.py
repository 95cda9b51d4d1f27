"""The way of `benchmarks.features` that is a point-in-time join by Feast."""

from datetime import timedelta

import pandas as pd
from feast import Entity, FeatureStore, FeatureView, Field, FileSource, RepoConfig, ValueType
from feast.types import Int64

from benchmarks.feature_question import FEATURES, Question

Opened = tuple[FeatureStore, pd.DataFrame]


def open_file_store(question: Question) -> Opened:
    """Return a feature store that joins by pandas and dask; it is Feast's default."""
    return _open(question, offline_store="file")


def open_duckdb_store(question: Question) -> Opened:
    """Return a feature store that joins by DuckDB."""
    return _open(question, offline_store="duckdb")


def _open(question: Question, *, offline_store: str) -> Opened:
    """Return a feature store over the feature rows, and the customers and dates asked for."""
    folder = question.folder / f"feast_{offline_store}"
    folder.mkdir(exist_ok=True)
    store = FeatureStore(
        config=RepoConfig(
            project="benchmark",
            registry=str(folder / "registry.db"),
            provider="local",
            offline_store={"type": offline_store},
            online_store=None,
            entity_key_serialization_version=3,
        )
    )
    customer = Entity(name="customer", join_keys=["customer_id"], value_type=ValueType.STRING)
    view = FeatureView(
        name="usage",
        entities=[customer],
        ttl=timedelta(0),
        schema=[Field(name=name, dtype=Int64) for name in FEATURES],
        source=FileSource(path=question.path("feature_rows"), timestamp_field="event_timestamp"),
        online=False,
    )
    store.apply([customer, view])
    keys = pd.read_parquet(question.path("keys"))
    keys["event_timestamp"] = pd.to_datetime(keys["as_of_date"], utc=True)
    # What Feast imports at its first join is no part of the join.
    by_feast((store, keys.head(1)))
    return store, keys


def by_feast(opened: Opened) -> pd.DataFrame:
    """Let Feast join to each customer and date the newest feature row known by then."""
    store, keys = opened
    names = [f"usage:{name}" for name in FEATURES]
    joined: pd.DataFrame = store.get_historical_features(keys, features=names).to_df()
    return joined


def as_frame(answer: pd.DataFrame) -> pd.DataFrame:
    """Return the answer as it is."""
    return answer
