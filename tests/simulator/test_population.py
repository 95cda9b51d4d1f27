import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.population import Chunk, draw_population, signups_before
from simulator.simulation import chunks


@given(customers=st.integers(50, 1_000_000), reference=st.integers(30, 2000))
def test_the_growth_curve_counts_all_customers_at_the_reference(customers, reference):
    count = signups_before(reference, customers=customers, reference_days=reference)
    assert count == pytest.approx(customers)
    assert signups_before(0, customers=customers, reference_days=reference) == 0


@given(
    customers=st.integers(50, 50_000),
    size=st.integers(50, 10_000),
    last_day=st.integers(728, 900),
)
def test_chunks_cover_the_customers_once_and_never_change_with_the_horizon(
    customers, size, last_day
):
    early, late = (
        list(chunks(customers=customers, reference_days=728, last_day=day, chunk_customers=size))
        for day in (728, last_day)
    )
    assert late[: len(early)] == early
    ranks = [rank for chunk in late for rank in range(chunk.first, chunk.first + chunk.size)]
    assert ranks == list(range(len(ranks)))
    assert max(chunk.size for chunk in late) <= size
    assert len({chunk.number for chunk in late}) == len(late)


def test_customers_sign_up_in_the_order_of_their_index():
    population = draw_population(Chunk(0, 0, 2000), seed=7, customers=2000, reference_days=728)
    assert (np.diff(population.signup_day) >= 0).all()
    assert population.signup_day[0] >= 0
    assert population.signup_day[-1] < 728
