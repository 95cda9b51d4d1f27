"""Each house rule is quiet about a project in order, and names whoever breaks it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.project import conventions, document_rules
from tests.project.conventions import Manifest, Node, Offence

STAGING = "model.streamflow.stg_raw__customers"
MART = "model.streamflow.rpt_customers_at_risk"


def column(name: str, **changes: Any) -> Node:
    return {"name": name, "description": "Says what it means.", "data_type": "varchar"} | changes


def model(path: str, *, reads: tuple[str, ...] = (), **changes: Any) -> Node:
    name = Path(path).stem
    folder = Path(path).parent.as_posix()
    layer = path.split("/", maxsplit=1)[0]
    return {
        "name": name,
        "resource_type": "model",
        "package_name": "streamflow",
        "original_file_path": f"models/{path}",
        "language": "sql",
        "description": "One row per customer.",
        "columns": {"customer_id": column("customer_id")},
        "config": {"contract": {"enforced": True}},
        "group": "data_platform",
        "access": conventions.ACCESS.get(layer, "protected"),
        "depends_on": {"nodes": list(reads)},
        "patch_path": f"streamflow://models/{folder}/_{Path(folder).name}__models.yml",
    } | changes


def manifest_of(*nodes: Node, **others: dict[str, Node]) -> Manifest:
    kinds: Manifest = {
        kind: {} for kind in ("sources", "macros", "groups", "exposures", "unit_tests")
    }
    named = {f"{node['resource_type']}.streamflow.{node['name']}": node for node in nodes}
    return {"metadata": {"project_name": "streamflow"}, "nodes": named} | kinds | others


def resource(name: str, **changes: Any) -> dict[str, Node]:
    return {name: {"name": name, "package_name": "streamflow", "resource_type": "other"} | changes}


def source(**changes: Any) -> dict[str, Node]:
    node = {
        "resource_type": "source",
        "source_name": "raw",
        "freshness": {"warn_after": {"count": 1, "period": "day"}},
        "columns": {"user_id": column("user_id", config={"meta": {"pii": True}})},
    }
    return {"source.streamflow.raw.users": resource("users", **(node | changes))["users"]}


def macro(**changes: Any) -> dict[str, Node]:
    node = {
        "description": "Says what it does.",
        "macro_sql": "{% macro in_window(days, edge='a, b') -%} {%- endmacro %}",
        "arguments": [
            {"name": name, "type": "integer", "description": "How many."}
            for name in ("days", "edge")
        ],
    }
    return resource("in_window", **(node | changes))


IN_ORDER = manifest_of(
    model("staging/raw/stg_raw__customers.sql", reads=("source.streamflow.raw.users",)),
    model("features/feat_customers.sql", reads=(STAGING,)),
    model("ml/ml_churn_scores.py", reads=("model.streamflow.feat_customers",), language="python"),
    model("scores/fct_churn_scores.sql", reads=("model.streamflow.ml_churn_scores",)),
    model(
        "marts/retention/rpt_customers_at_risk.sql", reads=("model.streamflow.fct_churn_scores",)
    ),
    sources=source(),
    macros=macro(),
    groups=resource("data_platform", owner={"email": "data-platform@streamflow.example"}),
    exposures=resource("dashboard", owner={"email": "customer-success@streamflow.example"}),
    unit_tests=resource("a_request_is_answered_once"),
)

OFFENDERS: list[tuple[Callable[[Manifest], list[Offence]], Manifest, str]] = [
    (
        conventions.models_live_in_a_layer,
        manifest_of(model("features/customers_wide.sql")),
        "customers_wide",
    ),
    (
        conventions.models_live_in_a_layer,
        manifest_of(model("reports/rpt_x.sql")),
        "rpt_x",
    ),
    (
        conventions.data_flows_one_way,
        manifest_of(
            model("staging/raw/stg_raw__customers.sql", reads=(MART,)),
            model("marts/retention/rpt_customers_at_risk.sql"),
        ),
        "stg_raw__customers",
    ),
    (
        conventions.only_staging_reads_sources,
        manifest_of(
            model("features/feat_x.sql", reads=("source.streamflow.raw.users",)), sources=source()
        ),
        "feat_x",
    ),
    (
        conventions.marts_read_governed_tables,
        manifest_of(
            model("staging/raw/stg_raw__customers.sql"),
            model("publish/pub_x_v1.sql", reads=(STAGING,)),
        ),
        "pub_x_v1",
    ),
    (
        document_rules.models_are_described,
        manifest_of(model("scores/fct_x.sql", description=" ")),
        "fct_x",
    ),
    (
        document_rules.models_are_described,
        manifest_of(model("scores/fct_x.sql", columns={"a": column("a", data_type=None)})),
        "fct_x.a",
    ),
    (
        conventions.contracts_hold_from_features_on,
        manifest_of(model("features/feat_x.sql", config={"contract": {"enforced": False}})),
        "feat_x",
    ),
    (
        conventions.contracts_hold_from_features_on,
        manifest_of(model("ml/ml_x.py", language="python", columns={})),
        "ml_x",
    ),
    (
        conventions.models_have_an_owner,
        manifest_of(model("scores/fct_x.sql", group=None)),
        "fct_x",
    ),
    (
        conventions.models_have_an_owner,
        manifest_of(groups=resource("finance", owner={"name": "Finance"})),
        "finance",
    ),
    (
        conventions.access_is_a_wall,
        manifest_of(model("ml/ml_x.py", access="public")),
        "ml_x",
    ),
    (
        document_rules.documents_stand_beside_their_models,
        manifest_of(model("scores/fct_x.sql", patch_path="streamflow://models/scores/_all.yml")),
        "fct_x",
    ),
    (
        document_rules.sources_are_governed,
        manifest_of(sources=source(freshness=None)),
        "raw.users",
    ),
    (
        document_rules.sources_are_governed,
        manifest_of(sources=source(columns={"user_id": column("user_id")})),
        "raw.users.user_id",
    ),
    (
        document_rules.unit_test_names_are_claims,
        manifest_of(unit_tests=resource("test_usage")),
        "test_usage",
    ),
    (
        document_rules.exposures_have_an_owner,
        manifest_of(exposures=resource("dashboard", owner={"name": "somebody"})),
        "dashboard",
    ),
    (
        document_rules.macros_are_documented,
        manifest_of(macros=macro(description="")),
        "in_window",
    ),
    (
        document_rules.macros_are_documented,
        manifest_of(macros=macro(arguments=[])),
        "in_window(days)",
    ),
]


@pytest.mark.parametrize("rule", {case[0] for case in OFFENDERS}, ids=lambda rule: rule.__name__)
def test_a_project_in_order_keeps(rule: Callable[[Manifest], list[Offence]]) -> None:
    assert rule(IN_ORDER) == []


@pytest.mark.parametrize(
    ("rule", "manifest", "offender"), OFFENDERS, ids=[f"{c[0].__name__}-{c[2]}" for c in OFFENDERS]
)
def test_the_rule_names_whoever_breaks(
    rule: Callable[[Manifest], list[Offence]], manifest: Manifest, offender: str
) -> None:
    assert offender in {offence.offender for offence in rule(manifest)}


def test_old_debt_stands_new_debt_fails_and_paid_debt_is_struck() -> None:
    old, new = Offence("fct_old", "is long"), Offence("fct_new", "is long")
    settled = conventions.settle([old, new], owed=frozenset({"fct_old", "fct_paid"}))
    assert settled == ([new], frozenset({"fct_paid"}))
