"""Explain rows by machine code that numba makes: compare, collect bits, look up, add.

Rows are taken in blocks whose values, bits and sums stay in the processor's cache; within a block
every loop runs over the rows of one column, so that the processor does many at once. The sums of
a row are taken in the same order whatever stands beside it.
"""

from collections.abc import Callable
from typing import Any, Final, TypeVar

import numba
import numpy as np
from llvmlite import ir
from numba.core import cgutils, types
from numba.core.registry import cpu_target
from numba.extending import intrinsic
from numpy.typing import NDArray

from ml.explain.coder import Coder
from ml.explain.tables import TREES_PER_SUM, TreeTables

# A multiple of the lanes, but no power of two: columns would share few lines of the cache.
_BLOCK: Final = 640

_Function = TypeVar("_Function", bound=Callable[..., Any])
_compiled: Callable[[_Function], _Function] = numba.njit(
    nogil=True, cache=True, error_model="numpy"
)

_inlined: Callable[[_Function], _Function] = numba.njit(inline="always")


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


@_inlined
def _read_columns(rows: NDArray[np.float32], first: int, columns: NDArray[np.float32]) -> int:
    """Copy a block of rows into columns, and return how many rows it has."""
    count: int = min(columns.shape[1], len(rows) - first)
    for row in range(count):
        for feature in range(rows.shape[1]):
            columns[feature, row] = rows[first + row, feature]
    return count


@_inlined
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


@_inlined
def _encode(coder: Coder, twig: int, ways: NDArray[Any], count: int, code: NDArray[Any]) -> None:
    """Collect the bits of a twig: first all, and a literal clears its bit in rows that fail."""
    first_bits = coder.twig_bits[twig]
    for row in range(count):
        code[row] = first_bits
    for literal in range(coder.literal_start[twig], coder.literal_start[twig + 1]):
        way, keeps = ways[coder.literal_split[literal]], coder.literal_keeps[literal]
        if coder.literal_right[literal]:
            for row in range(count):
                code[row] &= keeps | ~way[row]
        else:
            for row in range(count):
                code[row] &= keeps | way[row]


@_inlined
def _look_up(
    tables: TreeTables, twig: int, code: NDArray[Any], count: int, sums: NDArray[np.float32]
) -> None:
    """Add the entries under the rows' codes to the sums of the twig's features."""
    codes = tables.coder.code_start[twig + 1] - tables.coder.code_start[twig]
    for slot in range(tables.slot_start[twig], tables.slot_start[twig + 1]):
        start, feature = tables.table_start[slot], tables.slot_feature[slot]
        if not _permuted(tables.table, start, codes, code, sums, feature):
            for row in range(count):
                sums[feature, row] += tables.table[start + code[row]]


def _lanes() -> int:
    """Return how many numbers a register holds that can be permuted, or 0 if none can."""
    features = cpu_target.target_context.codegen().magic_tuple()[2].split(",")
    if "+avx512f" in features:
        return 16
    return 8 if "+avx2" in features else 0


_LANES: Final = _lanes()
_FLOATS: Final = ir.VectorType(ir.FloatType(), _LANES)
_INTS: Final = ir.VectorType(ir.IntType(32), _LANES)
_PLACE: Final = ir.IntType(64)


def _permuting(registers: int) -> Any:
    """Return a function that looks a block of rows up in a table that fits so many registers.

    To look up in memory takes a load for each row. With AVX, one instruction picks from a
    register (or two) by the low bits of as many codes as it has lanes; the high bits then choose
    between what was picked from each.
    """

    @intrinsic  # type: ignore[untyped-decorator]
    def permute(_: Any, table: Any, start: Any, code: Any, sums: Any, feature: Any) -> Any:
        def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            if not _LANES:  # `_permuted` never comes here, but it is compiled.
                return context.get_dummy_value()
            table, codes, totals = (
                context.make_array(signature.args[at])(context, builder, arguments[at])
                for at in (0, 2, 3)
            )
            start = arguments[1]
            first = builder.mul(arguments[4], codes.nitems)
            words = ir.VectorType(ir.IntType(signature.args[2].dtype.bitwidth), _LANES)
            places = [builder.add(start, _PLACE(at * _LANES)) for at in range(registers)]
            held = [builder.load(_at(builder, table, at, _FLOATS), align=4) for at in places]
            with cgutils.for_range_slice(
                builder, _PLACE(0), codes.nitems, _PLACE(_LANES), intp=_PLACE
            ) as (row, _):
                code_bits = builder.load(_at(builder, codes, row, words), align=1)
                found = _pick(builder, held, builder.zext(code_bits, _INTS))
                sums_at = _at(builder, totals, builder.add(first, row), _FLOATS)
                added = builder.fadd(builder.load(sums_at, align=4), found)
                builder.store(added, sums_at, align=4)
            return context.get_dummy_value()

        return types.void(table, start, code, sums, feature), generate

    return permute


def _at(builder: Any, array: Any, place: Any, kind: Any) -> Any:
    """Return the address of a register's worth of an array."""
    return builder.bitcast(builder.gep(array.data, [place]), kind.as_pointer())


def _pick(builder: Any, held: list[Any], code: Any) -> Any:
    """Return the numbers that the lanes of `code` name among those of the held registers."""
    bit, size = _LANES, 1
    name, given = "llvm.x86.avx2.permps", [_FLOATS, _INTS]
    if _LANES == 16:
        name = "llvm.x86.avx512.permvar.sf.512"
    if _LANES == 16 and len(held) > 1:
        bit, size = 2 * _LANES, 2
        name, given = "llvm.x86.avx512.vpermi2var.ps.512", [_FLOATS, _INTS, _FLOATS]
    permute = builder.module.declare_intrinsic(name, (), ir.FunctionType(_FLOATS, given))
    found = [
        builder.call(permute, [held[at], code, *held[at + 1 : at + size]])
        for at in range(0, len(held), size)
    ]
    while len(found) > 1:
        lanes_of_bit = ir.Constant(_INTS, [bit] * _LANES)
        is_set = builder.icmp_unsigned("==", builder.and_(code, lanes_of_bit), lanes_of_bit)
        pairs = zip(found[::2], found[1::2], strict=True)
        found = [builder.select(is_set, high, low) for low, high in pairs]
        bit *= 2
    return found[0]


_permute_1, _permute_2, _permute_4 = _permuting(1), _permuting(2), _permuting(4)
_permute_8, _permute_16 = _permuting(8), _permuting(16)


@_inlined
def _permuted(
    table: NDArray[np.float32],
    start: int,
    codes: int,
    code: NDArray[Any],
    sums: NDArray[np.float32],
    feature: int,
) -> bool:
    """Look up in registers if the table fits, and say whether it did."""
    if codes > _LANES * _LANES:
        return False
    if codes <= _LANES:
        _permute_1(table, start, code, sums, feature)
    elif codes == 2 * _LANES:
        _permute_2(table, start, code, sums, feature)
    elif codes == 4 * _LANES:
        _permute_4(table, start, code, sums, feature)
    elif codes == 8 * _LANES:
        _permute_8(table, start, code, sums, feature)
    else:
        _permute_16(table, start, code, sums, feature)
    return True
