"""The way from a source column to a feature, a score and a field of the CRM."""

from collections.abc import Iterable
from typing import Final

from apps.dashboard.sections import Section, Table
from apps.dashboard.wording import count
from apps.governance.columns import ColumnLineage
from apps.governance.graph import Graph, Node

FEATURES: Final = "feat_customers"
FIELDS: Final = "sync_salesforce__tasks"
# In the order of the way; other schemas (seeds, feedback) join where they are read.
LAYERS: Final = (
    *("raw", "staging", "intermediate", "features", "ml", "scores"),
    *("retention", "monitoring", "governance", "publish"),
)
# Where the way up from a field stops to be told.
RECORDED: Final = frozenset({"scores", "features", "seeds", "raw"})
Level = tuple[str, int, list[str]]


def layers(graph: Graph) -> list[Level]:
    """Return each layer, how many tables it has, and those on the way to the CRM field."""
    target = graph.named(FIELDS)
    on_the_way = _ancestors(graph, target) if target else set()
    levels = []
    for layer in LAYERS:
        nodes = [node for node in graph.nodes.values() if node.layer == layer]
        names = sorted(node.name for node in nodes if node.key in on_the_way)
        levels.append((layer, len(nodes), names))
    return levels


def behind_features(graph: Graph, traced: ColumnLineage, *, names: Iterable[str]) -> set[str]:
    """Return the source columns that any of these features is computed from."""
    wide = graph.named(FEATURES)
    return {one for name in names if wide for one in traced.sources_of((wide.key, name))}


def column_lineage(graph: Graph, traced: ColumnLineage, *, features: list[str]) -> Section:
    """Say what each feature and each CRM field is made of."""
    python = sorted(n.name for n in graph.nodes.values() if n.language == "python")
    unread = ", ".join(sorted(graph.nodes[key].name for key in traced.opaque))
    lead = (
        "Columns are traced through the SQL that ran, by what a value is computed from; what only"
        f" filters or joins is in the picture above. {count(len(python), 'model')} are Python, with"
        " no SQL to read: there each column counts as made of all columns of its"
        " parents. So a score"
        " rests on every feature, and nothing that may matter is left out."
    )
    if unread:
        lead += f" The same rule stands in for SQL that the parser cannot follow: {unread}."
    tables = (_field_table(graph, traced),)
    folded = (_feature_table(graph, traced, features=features), _python_table(graph))
    return Section("columns", "Lineage of columns", lead, tables=tables, folded=folded)


def _ancestors(graph: Graph, node: Node) -> set[str]:
    found: set[str] = set()
    waiting = [node.key]
    while waiting:
        key = waiting.pop()
        if key not in found:
            found.add(key)
            waiting += graph.nodes[key].parents
    return found


def _feature_table(graph: Graph, traced: ColumnLineage, *, features: list[str]) -> Table:
    wide = graph.named(FEATURES)
    rows = []
    for feature in sorted(features):
        sources = traced.sources_of((wide.key, feature)) if wide else []
        rows.append((feature, _joined(sources)))
    return Table("From source columns to features", ("feature", "source columns"), tuple(rows))


def _field_table(graph: Graph, traced: ColumnLineage) -> Table:
    node = graph.named(FIELDS)
    fields = [(node.key, name) for name in traced.columns[node.key]] if node else []
    rows = []
    for field in fields:
        steps = traced.steps_of(field, layers=RECORDED)
        python = traced.python_of(field)
        behind = "every feature" if python else _joined(traced.sources_of(field))
        rows.append((field[1], _joined(steps), behind))
    heads = ("field of the CRM task", "made of", "and so of")
    return Table("From scores to fields of the CRM", heads, tuple(rows))


def _python_table(graph: Graph) -> Table:
    rows = tuple(
        (node.name, ", ".join(graph.nodes[key].name for key in node.parents))
        for node in sorted(graph.nodes.values(), key=lambda node: node.name)
        if node.language == "python"
    )
    return Table("Python models and what they read", ("model", "reads"), rows)


def _joined(names: Iterable[str]) -> str:
    return ", ".join(names) or "no one column: a constant, or the row as a whole"
