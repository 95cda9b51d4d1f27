"""Explain rows by machine code that numba makes: compare, collect bits, look up, add.

Rows are taken in blocks whose values, bits and sums stay in the processor's cache; within a block
every loop runs over the rows of one column, so that the processor does many at once. The sums of
a row are taken in the same order whatever stands beside it.
"""

from collections.abc import Callable
from typing import Any, Final, TypeVar

import numba
import numpy as np
from numpy.typing import NDArray

from ml.explain.coder import Coder
from ml.explain.tables import TREES_PER_SUM, TreeTables

_BLOCK: Final = 256

_Function = TypeVar("_Function", bound=Callable[..., Any])
_compiled: Callable[[_Function], _Function] = numba.njit(
    nogil=True, cache=True, error_model="numpy"
)


@_compiled
def add_contributions(
    tables: TreeTables, rows: NDArray[np.float32], out: NDArray[np.float32]
) -> None:
    """Fill `out` with the contributions of `rows` and, in its last column, the base value."""
    coder = tables.coder
    shape = (coder.feature_count, _BLOCK)
    columns = np.empty(shape, dtype=np.float32)
    some, total = np.zeros(shape, dtype=np.float32), np.zeros(shape)
    ways = np.empty((coder.most_splits, _BLOCK), dtype=coder.literal_keeps.dtype)
    code = np.empty(_BLOCK, dtype=coder.literal_keeps.dtype)
    trees = len(coder.split_start) - 1
    for first in range(0, len(rows), _BLOCK):
        count = _read_columns(rows, first, columns)
        total[:] = 0.0
        for tree in range(trees):
            _compare(coder, tree, columns, count, ways)
            for twig in range(coder.twig_start[tree], coder.twig_start[tree + 1]):
                _encode(coder, twig, ways, count, code)
                _look_up(tables, twig, code, count, some)
            if (tree + 1) % TREES_PER_SUM == 0 or tree + 1 == trees:
                total += some
                some[:] = 0.0
        for row in range(count):
            for feature in range(coder.feature_count):
                out[first + row, feature] = total[feature, row]
            out[first + row, coder.feature_count] = tables.base_value


@_compiled
def count_codes(coder: Coder, rows: NDArray[np.float32], counts: NDArray[np.int64]) -> None:
    """Add to `counts`, by twig and code, how many of the rows have the code."""
    columns = np.empty((coder.feature_count, _BLOCK), dtype=np.float32)
    ways = np.empty((coder.most_splits, _BLOCK), dtype=coder.literal_keeps.dtype)
    code = np.empty(_BLOCK, dtype=coder.literal_keeps.dtype)
    for first in range(0, len(rows), _BLOCK):
        count = _read_columns(rows, first, columns)
        for tree in range(len(coder.split_start) - 1):
            _compare(coder, tree, columns, count, ways)
            for twig in range(coder.twig_start[tree], coder.twig_start[tree + 1]):
                _encode(coder, twig, ways, count, code)
                mine = counts[coder.code_start[twig] : coder.code_start[twig + 1]]
                for row in range(count):
                    mine[code[row]] += 1


@_compiled
def _read_columns(rows: NDArray[np.float32], first: int, columns: NDArray[np.float32]) -> int:
    """Copy a block of rows into columns, and return how many rows it has."""
    count: int = min(columns.shape[1], len(rows) - first)
    for row in range(count):
        for feature in range(rows.shape[1]):
            columns[feature, row] = rows[first + row, feature]
    return count


@_compiled
def _compare(
    coder: Coder, tree: int, columns: NDArray[np.float32], count: int, ways: NDArray[Any]
) -> None:
    """Note for every split of a tree which rows go left (all bits) and which right (no bit)."""
    start = coder.split_start[tree]
    for split in range(start, coder.split_start[tree + 1]):
        column, way = columns[coder.split_feature[split]], ways[split - start]
        threshold = coder.split_threshold[split]
        if coder.split_default_left[split]:
            # No comparison with NaN is true, so a missing value is not turned away from the left.
            for row in range(count):
                way[row] = 0 if column[row] >= threshold else -1
        else:
            for row in range(count):
                way[row] = -1 if column[row] < threshold else 0


@_compiled
def _encode(coder: Coder, twig: int, ways: NDArray[Any], count: int, code: NDArray[Any]) -> None:
    """Collect the bits of a twig: first all, and a literal clears its bit in rows that fail."""
    code[:count] = coder.twig_bits[twig]
    for literal in range(coder.literal_start[twig], coder.literal_start[twig + 1]):
        way, keeps = ways[coder.literal_split[literal]], coder.literal_keeps[literal]
        if coder.literal_right[literal]:
            for row in range(count):
                code[row] &= keeps | ~way[row]
        else:
            for row in range(count):
                code[row] &= keeps | way[row]


@_compiled
def _look_up(
    tables: TreeTables, twig: int, code: NDArray[Any], count: int, sums: NDArray[np.float32]
) -> None:
    """Add the entries under the rows' codes to the sums of the twig's features."""
    codes = tables.coder.code_start[twig + 1] - tables.coder.code_start[twig]
    for slot in range(tables.slot_start[twig], tables.slot_start[twig + 1]):
        start = tables.table_start[slot]
        entries, mine = tables.table[start : start + codes], sums[tables.slot_feature[slot]]
        for row in range(count):
            mine[row] += entries[code[row]]
