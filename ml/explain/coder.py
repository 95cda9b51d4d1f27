"""What turns rows into the codes of twigs: the splits to compare and the bits to collect."""

from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ml.errors import ModelError
from ml.explain.forest import NOBODY, Flags, Forest, Integers
from ml.explain.twigs import Twigs

MOST_BITS: Final = 16


class TreesTooLargeError(ModelError):
    """Say that tables of these trees would not fit in memory."""


class Coder(NamedTuple):
    """Flat arrays for the engines; `a_start` holds the bounds of the a's parts, one more than a's.

    Tree t has the splits and the twigs between its starts. A row goes left at a split if its
    value is less than the threshold, or missing where the default is left. A twig's code begins
    with its `twig_bits` set; each of its literals, a split of the tree and a way to go, clears all
    bits but `literal_keeps` if the row does not go that way.
    """

    feature_count: int
    most_splits: int
    split_start: Integers
    twig_start: Integers
    literal_start: Integers
    code_start: Integers
    twig_bits: NDArray[Any]
    split_feature: Integers
    split_threshold: NDArray[np.float32]
    split_default_left: Flags
    literal_split: Integers
    literal_right: Flags
    literal_keeps: NDArray[Any]


def build_coder(forest: Forest, twigs: Twigs) -> Coder:
    """Lay out the splits of all trees and the literals of all twigs.

    Raises:
        TreesTooLargeError: a twig needs more bits than a code has.
    """
    most_bits = int(twigs.bit_count.max(initial=0))
    if most_bits > MOST_BITS:
        raise TreesTooLargeError(
            f"A small subtree and the path to it take {most_bits} bits, and tables are made for "
            f"{MOST_BITS} (paths through {MOST_BITS - 3} features); train with a lower max_depth."
        )
    splits = np.flatnonzero((forest.left >= 0) & (forest.depth >= 0))
    split_start = _starts(np.bincount(forest.tree[splits], minlength=len(forest.roots)))
    rank = np.zeros(len(forest.left), dtype=np.int64)
    rank[splits] = np.arange(len(splits)) - split_start[forest.tree[splits]]
    is_literal = twigs.node != NOBODY
    word = np.uint8 if most_bits <= 8 else np.uint16
    return Coder(
        feature_count=forest.feature_count,
        most_splits=int(np.diff(split_start).max(initial=0)),
        split_start=split_start,
        twig_start=_starts(np.bincount(twigs.tree, minlength=len(forest.roots))),
        literal_start=_starts(is_literal.sum(axis=1)),
        code_start=_starts(2**twigs.bit_count),
        twig_bits=(2**twigs.bit_count - 1).astype(word),
        split_feature=forest.feature[splits],
        split_threshold=forest.threshold[splits],
        split_default_left=forest.is_default_left[splits],
        literal_split=rank[twigs.node[is_literal]],
        literal_right=twigs.wants_right[is_literal],
        literal_keeps=(~(1 << twigs.bit[is_literal])).astype(word),
    )


def _starts(sizes: Integers) -> Integers:
    """Return where each of several consecutive parts starts, and where the last one ends."""
    return np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
