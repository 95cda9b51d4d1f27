"""Resample customers, not rows: the rows of one customer are not independent."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ml.numerics import Floats
from ml.params import GROUP_LIMIT, REPLICATE_COUNT

Integers = NDArray[np.int64]


@dataclass(frozen=True)
class Replicates:
    """How often every group of customers was drawn in every replicate.

    `groups` holds the group of every row; `weights` has one row per replicate and one column
    per group. Models that share it are compared on the same draws.
    """

    groups: Integers
    weights: NDArray[np.float32]

    def rows(self, mask: NDArray[np.bool_]) -> "Replicates":
        """Return the same draws for the rows under `mask`."""
        return replace(self, groups=self.groups[mask])

    def first(self, count: int) -> "Replicates":
        """Return the first `count` of the draws."""
        return replace(self, weights=self.weights[:count])

    def totals(self, values: Floats) -> Floats:
        """Return the sums of the columns of `values` (rows x k) in every replicate."""
        count = self.weights.shape[1]
        by_group = np.stack(
            [np.bincount(self.groups, weights=column, minlength=count) for column in values.T]
        )
        return self.weights.astype(np.float64) @ by_group.T

    def counts(self, bins: Integers, *, bin_count: int) -> Floats:
        """Return how many rows fall into every bin in every replicate.

        Counts are whole numbers below 2**24, which float32 products add up without error.
        """
        group_count = self.weights.shape[1]
        cells = np.bincount(self.groups * bin_count + bins, minlength=group_count * bin_count)
        table = cells.reshape(group_count, bin_count).astype(np.float32)
        return (self.weights @ table).astype(np.float64)


def draw_customers(customers: NDArray[np.object_], *, seed: int) -> Replicates:
    """Draw customers with replacement, in groups where there are very many of them.

    Groups are as even as can be and do not follow the order of the identifiers: customers are
    dealt out in the order of a fixed hash.
    """
    codes, unique = pd.factorize(customers)
    hashes = pd.util.hash_array(np.asarray(unique, dtype=object), categorize=False)
    places = np.empty(len(unique), dtype=np.int64)
    places[np.argsort(hashes, kind="stable")] = np.arange(len(unique))
    group_count = min(GROUP_LIMIT, len(unique))
    generator = np.random.default_rng(seed)
    drawn = generator.integers(0, group_count, size=(REPLICATE_COUNT, group_count))
    cells = drawn + group_count * np.arange(REPLICATE_COUNT)[:, None]
    weights = np.bincount(cells.ravel(), minlength=REPLICATE_COUNT * group_count)
    shaped = weights.reshape(REPLICATE_COUNT, group_count).astype(np.float32)
    return Replicates(groups=(places % group_count)[codes], weights=shaped)
