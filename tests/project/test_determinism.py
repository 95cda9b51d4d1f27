"""The same data give the same models, scores and reasons, bit for bit."""

from pathlib import Path

import duckdb
import pytest
import yaml

from tests.project.building import ROOT, Place, build, columns_of, differences, recorded_tables

FEATURES = ["features.feat_customers", "features.feat_rule_scores", "features.feat_churn_labels"]


@pytest.fixture(scope="module")
def one_thread(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a profile like the project's, in which DuckDB has one thread."""
    folder = tmp_path_factory.mktemp("profiles")
    profiles = yaml.safe_load((ROOT / "profiles.yml").read_text("utf-8"))
    profiles["mainstay"]["outputs"]["dev"]["config_options"]["threads"] = 1
    (folder / "profiles.yml").write_text(yaml.safe_dump(profiles), "utf-8")
    return folder


@pytest.fixture(scope="module")
def shuffled_company(company: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the same rows in another order."""
    folder = tmp_path_factory.mktemp("shuffled")
    sources = {path.stem: path for path in company.glob("*.parquet")}
    sources["usage_events"] = company / "usage_events" / "*.parquet"
    with duckdb.connect() as connection:
        for name, path in sources.items():
            connection.execute(
                f"copy (from '{path}' as rows order by hash(rows)) to '{folder}/{name}.parquet'"
            )
    return folder


@pytest.fixture(scope="module")
def slow_build(
    shuffled_company: Path, one_thread: Path, tmp_path_factory: pytest.TempPathFactory
) -> Place:
    """Build from the same rows in another order, on one thread, in many small batches."""
    place = Place(tmp_path_factory.mktemp("slow"))
    build(
        place,
        *("--threads", "1"),
        raw=shuffled_company,
        profiles=one_thread,
        rows_per_batch=1_000,
        events_per_batch=20_000,
    )
    return place


def test_all_that_is_recorded_is_the_same_on_one_thread_in_batches_and_in_another_order(
    first_build: Place, slow_build: Place
) -> None:
    for table in recorded_tables(first_build):
        columns = columns_of(first_build, table, without_clock=True)
        assert differences(first_build, slow_build, table=table, columns=columns) == (0, 0), table


@pytest.mark.parametrize("table", FEATURES)
def test_features_are_the_same_on_one_thread_in_batches_and_in_another_order(
    first_build: Place, slow_build: Place, table: str
) -> None:
    columns = columns_of(first_build, table)
    assert differences(first_build, slow_build, table=table, columns=columns) == (0, 0)


def test_the_recorded_tables_hold_what_must_be_the_same(first_build: Place) -> None:
    recorded = recorded_tables(first_build)
    assert "artifact_hash" in recorded["scores.dim_model_versions"]
    assert {"churn_probability", "feature_row_hash"} < set(recorded["scores.fct_churn_scores"])
    assert "contribution" in recorded["scores.fct_churn_score_reasons"]
