"""From a column back to the source columns that it is made of, through the compiled SQL.

A Python model has no SQL to read. Its rule is stated once: each of its columns rests on every
column of its parents, so nothing that may matter is left out, and more may be named than does.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from sqlglot import exp, parse_one
from sqlglot.errors import SqlglotError
from sqlglot.lineage import Node as Step
from sqlglot.lineage import lineage
from sqlglot.optimizer.qualify import qualify
from sqlglot.optimizer.scope import Scope, build_scope

from apps.governance.graph import Graph, Node

Column = tuple[str, str]
DIALECT: Final = "duckdb"
# Nothing of the project comes before these.
ORIGINS: Final = frozenset({"raw", "seeds"})


@dataclass
class ColumnLineage:
    """What each column is made of, read model by model and only where it is asked."""

    graph: Graph
    columns: dict[str, tuple[str, ...]] = field(default_factory=dict)
    opaque: set[str] = field(default_factory=set)
    _scopes: dict[str, Scope] = field(default_factory=dict)
    _direct: dict[str, dict[str, frozenset[Column]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for node in self.graph.in_order():
            self._read(node)

    def sources_of(self, column: Column) -> list[str]:
        """Return the columns of sources and seeds that `column` rests on, as table.column."""
        return self.steps_of(column, layers=ORIGINS)

    def steps_of(self, column: Column, *, layers: frozenset[str]) -> list[str]:
        """Return the first columns of `layers` on the way up, as table.column, by name."""
        way = self.upstream(column, until=layers)
        return sorted(self._named(one) for one in way if self._layer(one) in layers)

    def python_of(self, column: Column) -> set[str]:
        """Return the Python models on the way up."""
        nodes = (self.graph.nodes[key] for key, _ in self.upstream(column))
        return {node.name for node in nodes if node.language == "python"}

    def upstream(self, column: Column, *, until: frozenset[str] = frozenset()) -> set[Column]:
        """Return all columns that `column` rests on, with itself; none above layers of `until`."""
        seen: set[Column] = set()
        waiting = [column]
        while waiting:
            now = waiting.pop()
            if now not in seen:
                seen.add(now)
                waiting += () if self._layer(now) in until else self.direct(now)
        return seen

    def direct(self, column: Column) -> frozenset[Column]:
        """Return the columns of parents that `column` is made of, without what only filters."""
        key, name = column
        if key not in self._direct:
            self._direct[key] = self._trace(self.graph.nodes[key])
        return self._direct[key].get(name, frozenset())

    def _layer(self, column: Column) -> str:
        return self.graph.nodes[column[0]].layer

    def _named(self, column: Column) -> str:
        return f"{self.graph.nodes[column[0]].name}.{column[1]}"

    def _read(self, node: Node) -> None:
        self.columns[node.key] = tuple(node.columns)
        if not node.sql:
            return
        try:
            query = _by_name(node.sql)
            scope = build_scope(
                qualify(
                    query,
                    schema=dict(self._schema(node, query)),
                    dialect=DIALECT,
                    quote_identifiers=False,
                    validate_qualify_columns=False,
                )
            )
        except (SqlglotError, RecursionError):
            scope = None
        if scope is None:
            self.opaque.add(node.key)
            return
        self._scopes[node.key] = scope
        self.columns[node.key] = tuple(_selected(scope))

    def _schema(self, node: Node, query: exp.Expr) -> Iterator[tuple[str, object]]:
        for parent in (self.graph.nodes[key] for key in node.parents):
            known = list(self.columns[parent.key])
            if parent.kind == "source":
                # The door adds what a row carries beside its contract.
                known += [column.name for column in query.find_all(exp.Column)]
            yield parent.name, dict.fromkeys(known, "text")

    def _trace(self, node: Node) -> dict[str, frozenset[Column]]:
        everything = frozenset(
            (parent, name) for parent in node.parents for name in self.columns[parent]
        )
        traced = dict.fromkeys(self.columns[node.key], everything)
        scope = self._scopes.get(node.key)
        if scope is not None:
            try:
                traced |= self._through(node, scope)
            except SqlglotError:
                self.opaque.add(node.key)
        return traced

    def _through(self, node: Node, scope: Scope) -> dict[str, frozenset[Column]]:
        roots = lineage(
            None, scope.expression, schema={}, scope=scope, dialect=DIALECT, trim_selects=False
        )
        return {name: frozenset(self._leaves(node, root)) for name, root in roots.items()}

    def _leaves(self, node: Node, root: Step) -> Iterator[Column]:
        by_name = {self.graph.nodes[parent].name: parent for parent in node.parents}
        for step in root.walk():
            table = step.expression
            if not step.downstream and isinstance(table, exp.Table) and table.name in by_name:
                yield by_name[table.name], step.name.rsplit(".", maxsplit=1)[-1]


def _selected(scope: Scope) -> list[str]:
    query = scope.expression
    return query.named_selects if isinstance(query, exp.Query) else []


def _by_name(sql: str) -> exp.Expr:
    """Return the query with its tables by name alone: names are unique in a dbt project."""
    query = parse_one(sql, dialect=DIALECT)
    for table in query.find_all(exp.Table):
        table.set("db", None)
        table.set("catalog", None)
    return query
