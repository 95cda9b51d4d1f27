"""A column that says who somebody is leaves the warehouse only for a purpose in writing."""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest

from tests.project.conventions import Manifest, Node, own

PUBLISHED = "model.mainstay.pub_tables"


def published(manifest: Manifest) -> Iterator[Node]:
    """Yield the tables of the publication."""
    for key in manifest["nodes"][PUBLISHED]["depends_on"]["nodes"]:
        yield manifest["nodes"][key]


def pii_names(manifest: Manifest) -> set[str]:
    """Return the names under which sources and models hold personal data."""
    return {
        name
        for node in [*own(manifest, "sources"), *own(manifest, "nodes", of_type="model")]
        for name, column in node["columns"].items()
        if meta(column).get("pii")
    }


def meta(column: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = (column.get("config") or {}).get("meta") or column.get("meta") or {}
    return found


def offences(manifest: Manifest) -> list[str]:
    """Return the published columns of personal data that nobody gave a purpose for."""
    personal = pii_names(manifest)
    return [
        f"{node['name']}.{name}: say `meta: {{pii: true, pii_purpose: ...}}`, or do not publish it"
        for node in published(manifest)
        for name, column in node["columns"].items()
        if name in personal and not (meta(column).get("pii") and meta(column).get("pii_purpose"))
    ]


def test_personal_data_are_published_for_a_purpose_only(manifest):
    assert offences(manifest) == []


def test_rows_as_they_came_are_not_published(manifest):
    raw = {"source_row"}
    found = {
        f"{node['name']}.{name}"
        for node in published(manifest)
        for name in node["columns"]
        if name in raw
    }
    assert found == set()


@pytest.mark.parametrize("column", ["customer_name", "account_owner_email", "user_id"])
def test_the_sources_say_which_columns_are_personal(manifest, column):
    assert column in pii_names(manifest)


def test_the_rule_can_fail(manifest):
    changed = deepcopy({kind: manifest[kind] for kind in ("metadata", "sources", "nodes")})
    scores = changed["nodes"]["model.mainstay.fct_churn_scores"]["columns"]
    scores["customer_name"] = {"config": {"meta": {"pii": True}}}
    assert [line.split(":")[0] for line in offences(changed)] == ["fct_churn_scores.customer_name"]
    scores["customer_name"]["config"]["meta"]["pii_purpose"] = "A person calls them."
    assert offences(changed) == []
