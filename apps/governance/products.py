"""The tables as products: who answers, what is promised, how its tests ended, who reads it."""

from collections import Counter
from typing import Final

from apps.dashboard.sections import Cell, Section, Table, Tile
from apps.dashboard.wording import count
from apps.governance.graph import Graph, Node

PASSED: Final = frozenset({"pass", "success"})
PRODUCT_HEADS: Final = ("table", "owner", "access", "promise", "tests", "personal data", "read by")


def products(graph: Graph) -> Section:
    """Say which tables there are, and show those with a promise first."""
    tables = [node for node in graph.nodes.values() if node.kind != "source"]
    public = [node for node in tables if node.access == "public"]
    contracted = sum(node.is_contracted for node in tables)
    results = Counter(test.result in PASSED for test in graph.tests)
    failed = sum(test.result in {"fail", "error"} for test in graph.tests)
    unowned = sum(not node.owner for node in tables)
    others = [node for node in tables if node.access != "public"]
    tiles = (
        Tile("tables", str(len(tables)), f"{len(public)} public"),
        Tile("with a contract", str(contracted), "names and types enforced"),
        Tile(
            "data tests passed",
            f"{results[True]} of {len(graph.tests)}",
            f"{failed} failed, {results[False] - failed} not run",
            tone="bad" if failed else "good" if results[True] == len(graph.tests) else "warn",
        ),
        Tile("without an owner", str(unowned), tone="bad" if unowned else "good"),
    )
    lead = (
        f"{count(len(graph.owners), 'team')} own {count(len(tables), 'table')}. Who may"
        " read a table"
        " is its access: public to everybody, protected inside the project, private to its owner."
    )
    return Section(
        "products",
        "Data products",
        lead,
        tiles=tiles,
        tables=(_owners(graph, tables),),
        folded=(
            _table("Public tables", graph, public),
            _table("Tables inside the project", graph, others),
            _every_test(graph),
        ),
    )


def personal(graph: Graph, *, behind_features: set[str]) -> Section:
    """Say which columns are personal, what for, and which of them features are counted from."""
    found = [
        (node, column)
        for node in graph.nodes.values()
        for column in node.columns.values()
        if column.is_pii
    ]
    public = sum(node.access == "public" for node, _ in found)
    rows = tuple(
        (
            node.name if node.kind != "source" else f"raw.{node.name}",
            column.name,
            Cell(node.access or "source", "warn" if node.access == "public" else "calm"),
            column.pii_purpose or "none: it is not published",
            node.owner,
        )
        for node, column in sorted(
            found, key=lambda pair: (pair[0].access != "public", pair[0].layer, pair[0].name)
        )
    )
    sources = {f"{node.name}.{column.name}" for node, column in found if node.kind == "source"}
    used = ", ".join(sorted(sources & behind_features)) or "none"
    lead = (
        f"{count(len(found), 'column')} of"
        f" {count(len({n.key for n, _ in found}), 'table')} are marked"
        f" personal; {public} stand in public tables. Features are computed from these of"
        " the source:"
        f" {used}."
    )
    heads = ("table", "column", "access", "purpose", "owner")
    return Section("personal", "Personal data", lead, tables=(Table("Columns", heads, rows),))


def readers(graph: Graph, node: Node) -> str:
    """Return who reads a table."""
    return ", ".join(graph.consumers.get(node.key, ()))


def _owners(graph: Graph, tables: list[Node]) -> Table:
    owned = Counter(node.owner for node in tables)
    rows = tuple((name, owner, str(owned[name])) for name, owner in sorted(graph.owners.items()))
    return Table("Owners", ("team", "address", "tables"), rows, frozenset({2}))


def _table(caption: str, graph: Graph, nodes: list[Node]) -> Table:
    ordered = sorted(nodes, key=lambda node: (node.layer, node.name))
    return Table(caption, PRODUCT_HEADS, tuple(_row(graph, node) for node in ordered))


def _row(graph: Graph, node: Node) -> tuple[str | Cell, ...]:
    promises = ["contract"] * node.is_contracted + ["kept for ever"] * node.is_recorded
    personal_columns = [column.name for column in node.columns.values() if column.is_pii]
    return (
        Cell(node.name, note=node.description),
        node.owner,
        node.access or node.kind,
        ", ".join(promises) or "–",
        _verdict(graph, node),
        ", ".join(personal_columns) or "–",
        readers(graph, node) or "–",
    )


def _verdict(graph: Graph, node: Node) -> Cell:
    tests = graph.tests_of(node.key)
    if not tests:
        return Cell("none", "calm" if node.access != "public" else "warn")
    passed = sum(test.result in PASSED for test in tests)
    failed = [test for test in tests if test.result in {"fail", "error"}]
    tone = "bad" if failed else "good" if passed == len(tests) else "warn"
    return Cell(f"{passed} of {len(tests)} passed", tone)


def _every_test(graph: Graph) -> Table:
    rows = tuple(
        (
            test.name,
            Cell(test.result, "good" if test.result in PASSED else "warn"),
            ", ".join(key.split(".")[-1] for key in test.tables),
        )
        for test in graph.tests
    )
    return Table("Every data test and its last result", ("test", "result", "tables"), rows)
