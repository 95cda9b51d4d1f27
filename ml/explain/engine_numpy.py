"""Explain rows by numpy alone: the same steps in the same order as the compiled engine.

It gives the same bits, more slowly, where numba is not installed.
"""

from collections.abc import Iterator
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from ml.explain.coder import Coder
from ml.explain.tables import TREES_PER_SUM, TreeTables

_BLOCK: Final = 2048


def add_contributions(
    tables: TreeTables, rows: NDArray[np.float32], out: NDArray[np.float32]
) -> None:
    """Fill `out` with the contributions of `rows` and, in its last column, the base value."""
    for first in range(0, len(rows), _BLOCK):
        columns = np.ascontiguousarray(rows[first : first + _BLOCK].T)
        out[first : first + _BLOCK, :-1] = _sums(tables, columns).T
    out[:, -1] = tables.base_value


def count_codes(coder: Coder, rows: NDArray[np.float32], counts: NDArray[np.int64]) -> None:
    """Add to `counts`, by twig and code, how many of the rows have the code."""
    for first in range(0, len(rows), _BLOCK):
        columns = np.ascontiguousarray(rows[first : first + _BLOCK].T)
        for tree in range(len(coder.split_start) - 1):
            for twig, code in _codes(coder, tree, columns=columns):
                start, stop = coder.code_start[twig : twig + 2]
                counts[start:stop] += np.bincount(code, minlength=stop - start)


def _sums(tables: TreeTables, columns: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return features x rows: the sums of what all twigs add."""
    some, total = np.zeros_like(columns), np.zeros(columns.shape)
    coder = tables.coder
    trees = len(coder.split_start) - 1
    for tree in range(trees):
        for twig, code in _codes(coder, tree, columns=columns):
            codes = coder.code_start[twig + 1] - coder.code_start[twig]
            for slot in range(tables.slot_start[twig], tables.slot_start[twig + 1]):
                start = tables.table_start[slot]
                some[tables.slot_feature[slot]] += tables.table[start : start + codes][code]
        if (tree + 1) % TREES_PER_SUM == 0 or tree + 1 == trees:
            total += some
            some[:] = 0.0
    return total


def _codes(
    coder: Coder, tree: int, *, columns: NDArray[np.float32]
) -> Iterator[tuple[int, NDArray[Any]]]:
    """Yield every twig of a tree with the codes of the rows."""
    splits = slice(coder.split_start[tree], coder.split_start[tree + 1])
    values = columns[coder.split_feature[splits]]
    thresholds = coder.split_threshold[splits, None]
    goes_left = np.where(
        coder.split_default_left[splits, None], ~(values >= thresholds), values < thresholds
    )
    ways = np.where(goes_left, ~coder.twig_bits.dtype.type(0), coder.twig_bits.dtype.type(0))
    for twig in range(coder.twig_start[tree], coder.twig_start[tree + 1]):
        code = np.full(columns.shape[1], coder.twig_bits[twig])
        for literal in range(coder.literal_start[twig], coder.literal_start[twig + 1]):
            way = ways[coder.literal_split[literal]]
            code &= coder.literal_keeps[literal] | (~way if coder.literal_right[literal] else way)
        yield twig, code
