import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from ml.bootstrap import draw_customers
from ml.params import GROUP_LIMIT, REPLICATE_COUNT


def names(count):
    return np.array([f"C{place:05d}" for place in range(count)], dtype=object)


@given(st.integers(1, 900), st.integers(0, 5))
def test_every_replicate_draws_as_many_groups_as_there_are(customer_count, seed):
    replicates = draw_customers(names(customer_count), seed=seed)
    group_count = min(GROUP_LIMIT, customer_count)
    assert replicates.weights.shape == (REPLICATE_COUNT, group_count)
    assert (replicates.weights.sum(axis=1) == group_count).all()
    sizes = np.bincount(replicates.groups, minlength=group_count)
    assert sizes.max() - sizes.min() <= 1


def test_rows_of_a_customer_are_drawn_together():
    replicates = draw_customers(np.tile(names(700), 3), seed=1)
    np.testing.assert_array_equal(replicates.groups[:700], replicates.groups[700:1400])


def test_groups_do_not_depend_on_the_order_of_rows():
    order = np.random.default_rng(0).permutation(700)
    straight, mixed = (draw_customers(names(700)[rows], seed=1) for rows in (np.arange(700), order))
    np.testing.assert_array_equal(straight.groups[order], mixed.groups)


def test_totals_and_counts_are_those_of_the_drawn_rows():
    generator = np.random.default_rng(4)
    replicates = draw_customers(np.repeat(names(50), 4), seed=3)
    bins = generator.integers(0, 6, 200)
    values = generator.normal(size=(200, 2))
    weights = replicates.weights[7][replicates.groups]
    np.testing.assert_allclose(replicates.totals(values)[7], weights @ values)
    np.testing.assert_array_equal(
        replicates.counts(bins, bin_count=6)[7], np.bincount(bins, weights=weights, minlength=6)
    )


def test_the_first_draws_are_the_first_of_the_draws():
    replicates = draw_customers(names(60), seed=2)
    np.testing.assert_array_equal(replicates.first(7).weights, replicates.weights[:7])
    np.testing.assert_array_equal(replicates.first(7).groups, replicates.groups)
