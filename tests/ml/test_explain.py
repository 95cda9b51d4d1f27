from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from ml.errors import ModelError
from ml.explain import checked_contributions, importances, top_reasons


class Miscounting:
    """A rung whose contributions do not add up."""

    base_margin = 0.0

    def contributions(self, x):
        return np.full((len(x), 2), 0.25)


@given(arrays(np.float64, (4, 7), elements=st.floats(-20.0, 20.0)), st.integers(1, 9))
def test_reasons_and_the_rest_add_up_exactly_as_decimals(parts, top):
    total = np.round(parts.sum(axis=1), 9)
    reasons = top_reasons(parts, total=total, top=top)
    cents = Decimal("1e-9")
    for row in range(4):
        kept = [Decimal(float(value)).quantize(cents) for value in reasons.contributions[row]]
        other = Decimal(float(reasons.other[row])).quantize(cents)
        assert sum(kept) + other == Decimal(float(total[row])).quantize(cents)


@given(arrays(np.float64, (5, 6), elements=st.floats(-20.0, 20.0)))
def test_reasons_are_the_largest_first(parts):
    reasons = top_reasons(parts, total=parts.sum(axis=1), top=3)
    sizes = np.abs(reasons.contributions)
    assert (np.diff(sizes, axis=1) <= 0.0).all()
    left_out = np.sort(np.abs(np.round(parts, 9)), axis=1)[:, -4]
    assert (sizes[:, -1] >= left_out).all()


def test_equal_sizes_are_taken_in_the_order_of_features():
    reasons = top_reasons(np.array([[0.5, -1.0, 1.0, 0.5]]), total=np.array([1.0]), top=3)
    assert reasons.places.tolist() == [[1, 2, 0]]
    assert reasons.other.tolist() == [0.5]


def test_a_feature_that_moved_nothing_is_no_reason():
    reasons = top_reasons(np.array([[0.0, 0.3, 0.0]]), total=np.array([0.3]), top=2)
    assert reasons.places.tolist() == [[1, -1]]


def test_contributions_that_do_not_add_up_are_refused():
    with pytest.raises(ModelError, match="Contributions of row 1 miss its raw score by 0.1"):
        checked_contributions(
            Miscounting(), np.zeros((2, 2), np.float32), margin=np.array([0.5, 0.4])
        )


def test_importances_have_rank_direction_and_the_median_of_those_who_stayed():
    x = np.array([[1, 5], [2, np.nan], [3, 5], [4, 5]], dtype=np.float32)
    parts = np.array([[0.3, 0.0], [0.1, 0.0], [-0.1, 0.0], [-0.3, 0.0]])
    found = importances(parts, x, np.array([0.0, 0.0, 1.0, 0.0]), names=["logins", "flat"])
    assert [row["feature_name"] for row in found] == ["logins", "flat"]
    assert [row["direction"] for row in found] == ["down", "none"]
    assert [row["retained_median"] for row in found] == [2.0, 5.0]
    assert [row["share"] for row in found] == [1.0, 0.0]
