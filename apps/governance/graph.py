"""What dbt knows of the project: nodes, what they read, their tests and the last results."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

from apps.governance.errors import GovernanceError

Json = dict[str, Any]
TABLES = ("model", "seed", "source")


@dataclass(frozen=True)
class Column:
    """A column as it is declared."""

    name: str
    data_type: str
    is_pii: bool
    pii_purpose: str


@dataclass(frozen=True)
class Node:
    """A table: who owns it, what is promised of it, what it is made from."""

    key: str
    name: str
    kind: str
    layer: str
    language: str
    owner: str
    access: str
    description: str
    is_contracted: bool
    is_recorded: bool
    parents: tuple[str, ...]
    columns: Mapping[str, Column]
    sql: str


@dataclass(frozen=True)
class Test:
    """A test of one or more tables, and how it ended last."""

    name: str
    tables: tuple[str, ...]
    result: str


@dataclass(frozen=True)
class Graph:
    """The project: tables by their key, tests, and who reads which tables."""

    nodes: Mapping[str, Node]
    tests: tuple[Test, ...]
    consumers: Mapping[str, tuple[str, ...]]
    owners: Mapping[str, str]
    invocation_id: str
    generated_at: str
    dbt_version: str

    def in_order(self) -> Iterator[Node]:
        """Return all tables, each after those that it reads."""
        order = TopologicalSorter({key: node.parents for key, node in self.nodes.items()})
        return (self.nodes[key] for key in order.static_order())

    def named(self, name: str) -> Node | None:
        """Return the table of that name that is no source."""
        found = (n for n in self.nodes.values() if n.name == name and n.kind != "source")
        return next(found, None)

    def tests_of(self, key: str) -> list[Test]:
        """Return the tests that read a table, by name."""
        return [test for test in self.tests if key in test.tables]


def read_graph(manifest_path: Path, results_path: Path) -> Graph:
    """Return the graph of the last build.

    Raises:
        GovernanceError: an artifact is missing or is none.
    """
    manifest, results = _read(manifest_path), _read(results_path)
    ran = {result["unique_id"]: result for result in results["results"]}
    everything = manifest["nodes"] | manifest["sources"]
    nodes = {
        key: _node(key, value, sql=_compiled(value, ran.get(key)))
        for key, value in sorted(everything.items())
        if value["resource_type"] in TABLES
    }
    return Graph(
        nodes=nodes,
        tests=tuple(_tests(manifest, ran)),
        consumers=_consumers(manifest),
        owners={g["name"]: g["owner"]["email"] for g in manifest["groups"].values()},
        invocation_id=results["metadata"]["invocation_id"],
        generated_at=results["metadata"]["generated_at"],
        dbt_version=manifest["metadata"]["dbt_version"],
    )


def _read(path: Path) -> Json:
    try:
        content: Json = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise GovernanceError(
            f"{path} is not there: run `dbt build`, or name the folder of dbt's artifacts with "
            "--artifacts."
        ) from None
    except ValueError:
        raise GovernanceError(f"{path} is no artifact of dbt: run `dbt build` again.") from None
    if "metadata" not in content:
        raise GovernanceError(f"{path} is no artifact of dbt: run `dbt build` again.")
    return content


def _compiled(value: Json, result: Json | None) -> str:
    """Return the SQL that ran; a later `dbt parse` empties the manifest's, not the results'."""
    if value.get("language") != "sql":
        return ""
    return str(value.get("compiled_code") or (result or {}).get("compiled_code") or "")


def _node(key: str, value: Json, *, sql: str) -> Node:
    config = value.get("config") or {}
    kind = value["resource_type"]
    return Node(
        key=key,
        name=value["name"],
        kind=kind,
        layer="raw" if kind == "source" else str(value["schema"]),
        language=value.get("language") or "",
        owner=value.get("group") or value.get("meta", {}).get("owner") or "",
        access=value.get("access") or config.get("access") or "",
        description=" ".join((value.get("description") or "").split()),
        is_contracted=bool((value.get("contract") or {}).get("enforced")),
        is_recorded=config.get("full_refresh") is False,
        parents=tuple(
            sorted(
                parent
                for parent in (value.get("depends_on") or {}).get("nodes", [])
                if parent.split(".")[0] in TABLES
            )
        ),
        columns={name: _column(column) for name, column in value["columns"].items()},
        sql=sql,
    )


def _column(value: Json) -> Column:
    meta = (value.get("config") or {}).get("meta") or value.get("meta") or {}
    return Column(
        name=value["name"],
        data_type=value.get("data_type") or "",
        is_pii=bool(meta.get("pii")),
        pii_purpose=str(meta.get("pii_purpose") or ""),
    )


def _tests(manifest: Json, ran: Mapping[str, Json]) -> Iterator[Test]:
    for key, value in sorted(manifest["nodes"].items()):
        if value["resource_type"] == "test":
            tables = tuple(sorted(value["depends_on"]["nodes"]))
            result = ran.get(key, {}).get("status", "not run")
            yield Test(name=value["name"], tables=tables, result=str(result))


def _consumers(manifest: Json) -> dict[str, tuple[str, ...]]:
    readers: dict[str, list[str]] = {}
    for value in sorted(manifest["exposures"].values(), key=lambda exposure: exposure["name"]):
        for key in value["depends_on"]["nodes"]:
            readers.setdefault(key, []).append(value.get("label") or value["name"])
    return {key: tuple(names) for key, names in readers.items()}
