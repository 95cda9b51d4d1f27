"""Columns are traced through SQL, and by one rule where there is none."""

import json

import pytest

from apps.cli import main
from apps.governance.columns import ColumnLineage
from apps.governance.errors import GovernanceError
from apps.governance.graph import read_graph

SOURCE, STAGED, FEATURES, SCORES = (
    "source.m.raw.events",
    "model.m.stg_events",
    "model.m.feat_customers",
    "model.m.ml_scores",
)


def node(key, *, sql="", parents=(), columns=(), language="sql", **more):
    return {
        "name": key.split(".")[-1],
        "resource_type": key.split(".")[0],
        "schema": "raw" if key.startswith("source") else "features",
        "language": language,
        "compiled_code": sql,
        "depends_on": {"nodes": list(parents)},
        "columns": {name: {"name": name} for name in columns},
    } | more


STAGED_SQL = "select customer_id, at as happened_at, is_broken from db.raw.events where kept"
FEATURES_SQL = """
    with counted as (
        select customer_id, count(happened_at) as event_count from stg_events group by 1
    )
    select * from counted
"""


@pytest.fixture
def write(tmp_path):
    """Return how to write artifacts in which one node is as a test wants it."""

    def written(**changed):
        nodes = {
            STAGED: node(STAGED, sql=STAGED_SQL, parents=[SOURCE]),
            FEATURES: node(FEATURES, sql=FEATURES_SQL, parents=[STAGED]),
            SCORES: node(SCORES, parents=[FEATURES], columns=["score"], language="python"),
        }
        manifest = {
            "metadata": {"dbt_version": "1.11"},
            "nodes": nodes,
            "sources": {SOURCE: node(SOURCE, columns=["customer_id", "at"])},
            "exposures": {},
            "groups": {},
        } | changed
        results = {
            "metadata": {"invocation_id": "i", "generated_at": "2026-06-01T00:00:00Z"},
            "results": [{"unique_id": STAGED, "compiled_code": STAGED_SQL}],
        }
        (tmp_path / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
        (tmp_path / "run_results.json").write_text(json.dumps(results), encoding="utf-8")
        return read_graph(tmp_path / "manifest.json", tmp_path / "run_results.json")

    return written


def test_a_column_is_traced_through_names_and_stars_to_its_source(write):
    traced = ColumnLineage(write())
    assert traced.sources_of((FEATURES, "event_count")) == ["events.at"]
    assert traced.sources_of((FEATURES, "customer_id")) == ["events.customer_id"]


def test_a_column_beside_the_contract_of_a_source_is_found(write):
    assert ColumnLineage(write()).sources_of((STAGED, "is_broken")) == ["events.is_broken"]


def test_each_column_of_a_python_model_rests_on_all_of_its_parents(write):
    traced = ColumnLineage(write())
    assert traced.sources_of((SCORES, "score")) == ["events.at", "events.customer_id"]
    assert traced.python_of((SCORES, "score")) == {"ml_scores"}
    assert traced.python_of((FEATURES, "event_count")) == set()


def test_sql_that_a_later_parse_forgot_is_read_from_the_results(write):
    nodes = {STAGED: node(STAGED, parents=[SOURCE])}
    assert ColumnLineage(write(nodes=nodes)).sources_of((STAGED, "happened_at")) == ["events.at"]


def test_sql_that_cannot_be_read_counts_as_made_of_everything(write):
    nodes = {STAGED: node(STAGED, sql="select (", parents=[SOURCE], columns=["happened_at"])}
    traced = ColumnLineage(write(nodes=nodes))
    assert traced.opaque == {STAGED}
    assert traced.sources_of((STAGED, "happened_at")) == ["events.at", "events.customer_id"]


@pytest.mark.parametrize("text", [None, "not json", "{}"])
def test_artifacts_that_are_none_are_refused_in_a_sentence(tmp_path, text):
    path = tmp_path / "manifest.json"
    if text is not None:
        path.write_text(text, encoding="utf-8")
    with pytest.raises(GovernanceError, match="run `dbt build`"):
        read_graph(path, path)


def test_the_command_says_where_artifacts_are_missing(tmp_path, capsys):
    assert main(["governance-pack", "--artifacts", str(tmp_path)]) == 2
    assert "name the folder of dbt's artifacts with --artifacts" in capsys.readouterr().err
