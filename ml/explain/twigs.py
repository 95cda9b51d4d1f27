"""Cut trees into twigs, whose share of a row's contributions depends on a few bits only.

A twig is a subtree of at most three splits: its root and the children of the root. Its code has
one bit per feature on the path to it (does the row satisfy all splits on that feature?), and then
one per split inside (does the row go left?). See docs/treeshap.md.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from ml.explain.forest import NOBODY, Flags, Forest, Integers

INNER: Final = 3


@dataclass(frozen=True)
class Twigs:
    """One row per twig, in the order of trees; the columns of two-dimensional arrays are splits.

    The columns run along the path from the root of the tree down, then come the twig's root and
    its left and right child. `node` is -1 where a column is empty. A row keeps a column's `bit`
    if it goes right where `wants_right`, else left. `slot` numbers the twig's features.
    """

    tree: Integers
    node: Integers
    wants_right: Flags
    slot: Integers
    bit: Integers
    path_bits: Integers
    bit_count: Integers
    slot_count: Integers
    slot_feature: Integers
    leaves: "Leaves"
    leaf_start: Integers


@dataclass(frozen=True)
class Leaves:
    """One entry per leaf, ordered by twig: whose it is, and which splits inside lead to it.

    `column` is the split of the twig whose child the leaf is: 0 for the root, 1 or 2 for its left
    or right child.
    """

    node: Integers
    twig: Integers
    column: Integers
    goes_right: Flags


def cut_into_twigs(forest: Forest) -> Twigs:
    """Return the twigs that hold the leaves of all trees, each leaf in exactly one.

    In a tree of depth D twigs begin at depths D - 2, D - 4 and so on, and a leaf belongs to the
    last one that begins above it.
    """
    leaf_nodes = np.flatnonzero(forest.is_leaf & (forest.depth > 0))
    deepest = np.zeros(len(forest.roots), dtype=np.int64)
    np.maximum.at(deepest, forest.tree[leaf_nodes], forest.depth[leaf_nodes])
    near = forest.parent[leaf_nodes]
    far = forest.parent[near]
    levels = deepest[forest.tree[leaf_nodes]] - forest.depth[leaf_nodes]
    is_far = (levels % 2 == 0) & (far != NOBODY)
    roots, twig = np.unique(np.where(is_far, far, near), return_inverse=True)
    column = np.where(is_far, 1 + forest.is_right[near], 0)
    order = np.argsort(twig, kind="stable")
    leaves = Leaves(
        node=leaf_nodes[order],
        twig=twig[order],
        column=column[order],
        goes_right=forest.is_right[leaf_nodes[order]],
    )
    node, wants_right = _columns(forest, roots, leaves=leaves)
    return _numbered(forest, node=node, wants_right=wants_right, leaves=leaves)


def _columns(forest: Forest, roots: Integers, *, leaves: Leaves) -> tuple[Integers, Flags]:
    """Return the splits of every twig, those of the path first, and the way to go at each."""
    path_length = int(forest.depth[roots].max(initial=0))
    node = np.full((len(roots), path_length + INNER), NOBODY, dtype=np.int64)
    wants_right = np.zeros(node.shape, dtype=np.bool_)
    here = roots
    for _ in range(path_length):
        rows = np.flatnonzero(forest.parent[here] != NOBODY)
        above = forest.parent[here[rows]]
        node[rows, forest.depth[above]] = above
        wants_right[rows, forest.depth[above]] = forest.is_right[here[rows]]
        here = np.where(forest.parent[here] != NOBODY, forest.parent[here], here)
    node[:, path_length] = roots
    lower = leaves.column > 0
    node[leaves.twig[lower], path_length + leaves.column[lower]] = forest.parent[leaves.node[lower]]
    return node, wants_right


def _numbered(forest: Forest, *, node: Integers, wants_right: Flags, leaves: Leaves) -> Twigs:
    """Give the features of every twig their slots, and its bits their places.

    The features of the path come first, so for them slot and bit are the same number.
    """
    path_length = node.shape[1] - INNER
    present = node != NOBODY
    feature = np.where(present, forest.feature[node], NOBODY)
    columns = range(node.shape[1])
    first = np.stack([(feature == feature[:, [at]]).argmax(axis=1) for at in columns], axis=1)
    is_first = present & (first == np.array(columns))
    slot = np.take_along_axis(np.cumsum(is_first, axis=1) - 1, first, axis=1)
    path_bits = is_first[:, :path_length].sum(axis=1)
    inner = present[:, path_length:]
    bit = slot.copy()
    bit[:, path_length:] = path_bits[:, None] + np.cumsum(inner, axis=1) - 1
    slot_feature = np.full(node.shape, NOBODY, dtype=np.int64)
    slot_feature[np.nonzero(is_first)[0], slot[is_first]] = feature[is_first]
    return Twigs(
        tree=forest.tree[node[:, path_length]],
        node=node,
        wants_right=wants_right,
        slot=slot,
        bit=bit,
        path_bits=path_bits,
        bit_count=path_bits + inner.sum(axis=1),
        slot_count=is_first.sum(axis=1),
        slot_feature=slot_feature,
        leaves=leaves,
        leaf_start=np.searchsorted(leaves.twig, np.arange(len(node) + 1)),
    )


@dataclass(frozen=True)
class LeafCodes:
    """What the codes of their twigs mean to some leaves that have equally many features, n.

    `places` are those of the leaves, `slots` (leaves x n) their features' slots, and `patterns`
    (codes x leaves) which of the n features are satisfied, as bits.
    """

    places: Integers
    slots: Integers
    patterns: Integers


def leaf_codes(twigs: Twigs, group: Integers) -> Iterator[LeafCodes]:
    """Translate the codes of twigs with equally many bits for all their leaves.

    The features of the path come first, each with its own bit; a feature of the splits inside
    follows if it is new, and else adds its condition to the bit that is there.
    """
    places = twigs.leaf_start[group][:, None] + np.arange(INNER + 1)
    leaves = places[places < twigs.leaf_start[group + 1][:, None]]
    owner, column = twigs.leaves.twig[leaves], twigs.leaves.column[leaves]
    goes_right, on_path = twigs.leaves.goes_right[leaves], twigs.path_bits[owner]
    root = twigs.node.shape[1] - INNER
    root_slot, last_slot = twigs.slot[owner, root], twigs.slot[owner, root + column]
    adds_root = root_slot >= on_path
    adds_last = (last_slot >= on_path) & (last_slot != root_slot)
    count = on_path + adds_root + adds_last
    last_place = np.where(adds_last, count - 1, last_slot)
    slots = np.tile(np.arange(twigs.node.shape[1]), (len(leaves), 1))
    slots[np.arange(len(leaves)), last_place] = last_slot

    code = np.arange(2 ** int(twigs.bit_count[group[0]]))[:, None]
    path_mask = 2**on_path - 1
    patterns = (code & path_mask) | (2**count - 1 - path_mask)
    root_right = np.where(column > 0, column == 2, goes_right)
    for split, place, right in ((0, root_slot, root_right), (column, last_place, goes_right)):
        goes_left = (code >> twigs.bit[owner, root + split]) & 1
        patterns &= ~((goes_left == right).astype(np.int64) << place)
    for features in np.unique(count).tolist():
        chosen = np.flatnonzero(count == features)
        yield LeafCodes(leaves[chosen], slots[chosen, :features], patterns[:, chosen])
