"""Tabulate what every twig contributes under each of its codes, once per model."""

from collections.abc import Iterator
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ml.errors import ModelError
from ml.explain.coder import Coder, TreesTooLargeError
from ml.explain.forest import NOBODY, Forest, Integers
from ml.explain.shapley import counted_patterns, independent_patterns, leaf_shapley
from ml.explain.twigs import INNER, LeafCodes, Twigs, leaf_codes
from ml.numerics import Floats

# Twigs are tabulated in groups of about this many numbers, which the processor's cache holds.
_GROUP: Final = 2**16
_MOST_NUMBERS: Final = 2**27
# Sums of this many trees are taken in float32, and the sum of those in float64.
TREES_PER_SUM: Final = 32
# The last table may be read as if it filled a register of the processor.
_LONGEST_REGISTER: Final = 16


class TreeTables(NamedTuple):
    """Everything that explaining a row takes: compare, collect bits, look up, add.

    Twig w has the slots between its `slot_start`s. Under code c, slot s adds
    `table[table_start[s] + c]` to the contribution of feature `slot_feature[s]`.
    """

    coder: Coder
    slot_start: Integers
    slot_feature: Integers
    table_start: Integers
    table: NDArray[np.float32]
    base_value: float


def build_tables(
    forest: Forest, twigs: Twigs, *, coder: Coder, counts: Floats | None
) -> TreeTables:
    """Tabulate all twigs.

    Args:
        forest: the trees.
        twigs: their twigs.
        coder: the layout of the codes.
        counts: rows of the background by twig and code, or None for the path-dependent game.

    Raises:
        TreesTooLargeError: the tables would not fit in memory.
        ModelError: a cover is zero where it is needed.
    """
    sizes = np.repeat(2**twigs.bit_count, twigs.slot_count)
    ends = np.cumsum(sizes)
    if len(ends) and ends[-1] > _MOST_NUMBERS:
        raise TreesTooLargeError(
            f"The tables of these trees would hold {ends[-1]:,} numbers, more than "
            f"{_MOST_NUMBERS:,}; train fewer or less deep trees."
        )
    if counts is None:
        _check_covers(forest)
    slot_start = np.concatenate([[0], np.cumsum(twigs.slot_count)])
    table_start = ends - sizes
    table = np.zeros(int(sizes.sum()) + _LONGEST_REGISTER, dtype=np.float32)
    alone = forest.roots[forest.left[forest.roots] < 0]
    base_value = forest.base_margin + float(forest.value[alone].sum())
    for group in _groups(twigs):
        known = None if counts is None else _by_code(counts, group, coder=coder, twigs=twigs)
        parts, base = _tabulate(forest, twigs, group=group, counts=known)
        starts = table_start[slot_start[group]]
        table[starts[:, None] + np.arange(parts[0].size)] = parts.reshape(len(group), -1)
        base_value += base
    return TreeTables(
        coder=coder,
        slot_start=slot_start,
        slot_feature=twigs.slot_feature[twigs.slot_feature >= 0],
        table_start=table_start,
        table=table,
        base_value=base_value,
    )


def _check_covers(forest: Forest) -> None:
    """Raise where the share of rows that go left is 0 / 0."""
    empty = np.flatnonzero((forest.left >= 0) & (forest.depth >= 0) & ~(forest.cover > 0.0))
    if len(empty):
        raise ModelError(
            f"Tree {forest.tree[empty[0]]} has a split that no training weight reached; "
            "train with min_child_weight above 0, or explain against a background."
        )


def _groups(twigs: Twigs) -> Iterator[Integers]:
    """Yield places of twigs that have equally many bits and slots, not too many at a time."""
    shapes = np.stack([twigs.bit_count, twigs.slot_count], axis=1)
    kinds, kind = np.unique(shapes, axis=0, return_inverse=True)
    for place, (bits, slots) in enumerate(kinds.tolist()):
        members = np.flatnonzero(kind == place)
        step = max(1, _GROUP // (slots << bits))
        for start in range(0, len(members), step):
            yield members[start : start + step]


def _by_code(counts: Floats, group: Integers, *, coder: Coder, twigs: Twigs) -> Floats:
    """Return the counts of the twigs of a group, codes x twigs."""
    codes = np.arange(2 ** int(twigs.bit_count[group[0]]))
    return counts[coder.code_start[group] + codes[:, None]]


def _tabulate(
    forest: Forest, twigs: Twigs, *, group: Integers, counts: Floats | None
) -> tuple[Floats, float]:
    """Return the tables of a group, twigs x slots x codes, and what they add to the base value."""
    shape = (int(twigs.slot_count[group[0]]), 2 ** int(twigs.bit_count[group[0]]))
    tables, base = np.zeros((len(group), *shape)), 0.0
    for codes in leaf_codes(twigs, group):
        member = np.searchsorted(group, twigs.leaves.twig[codes.places])
        if counts is None:
            weights = independent_patterns(_chances(forest, twigs, codes=codes))
        else:
            patterns = 2 ** codes.slots.shape[1]
            weights = counted_patterns(codes.patterns, counts[:, member], patterns=patterns)
        value = forest.value[twigs.leaves.node[codes.places]]
        base += float((weights[-1] * value).sum())
        _add(tables, leaf_shapley(weights) * value, codes=codes, member=member, twigs=twigs)
    return tables, base


def _chances(forest: Forest, twigs: Twigs, *, codes: LeafCodes) -> Floats:
    """Return the share of training rows that follow each feature's splits, features x leaves.

    A split that a feature makes again on the same path multiplies its share.
    """
    node, owner = twigs.leaves.node[codes.places], twigs.leaves.twig[codes.places]
    root = twigs.node.shape[1] - INNER
    chances = np.ones((len(node), twigs.node.shape[1]))
    for _ in range(int(forest.depth[node].max())):
        rows = np.flatnonzero(forest.parent[node] != NOBODY)
        above = forest.parent[node[rows]]
        below_root = forest.depth[above] - forest.depth[twigs.node[owner[rows], root]]
        inner = root + np.where(below_root == 0, 0, twigs.leaves.column[codes.places[rows]])
        column = np.where(below_root < 0, forest.depth[above], inner)
        share = forest.cover[node[rows]] / forest.cover[above]
        chances[rows, twigs.slot[owner[rows], column]] *= share
        node[rows] = above
    return np.take_along_axis(chances, codes.slots, axis=1).T


def _add(
    tables: Floats, parts: Floats, *, codes: LeafCodes, member: Integers, twigs: Twigs
) -> None:
    """Add features x patterns x leaves to the tables of the leaves' twigs.

    The leaves of a twig take turns, so that no place is added to twice at once.
    """
    turn = codes.places - twigs.leaf_start[twigs.leaves.twig[codes.places]]
    for now in np.unique(turn).tolist():
        mine = np.flatnonzero(turn == now)
        for feature, part in enumerate(parts):
            looked_up = np.take_along_axis(part[:, mine], codes.patterns[:, mine], axis=0)
            tables[member[mine], codes.slots[mine, feature]] += looked_up.T
