"""Say which features made a score, exactly: the parts add up to the raw score."""

from ml.explain.background import Background
from ml.explain.importances import importances
from ml.explain.reasons import Reasons, checked_contributions, top_reasons
from ml.explain.tables import TreeTables
from ml.explain.trees import (
    apply_tables,
    compile_tables,
    summarise_background,
    tree_contributions,
)

__all__ = [
    "Background",
    "Reasons",
    "TreeTables",
    "apply_tables",
    "checked_contributions",
    "compile_tables",
    "importances",
    "summarise_background",
    "top_reasons",
    "tree_contributions",
]
