import numpy as np

from simulator.hazards import build_hazards
from simulator.parameters import CAUSES, COOL_DOWN_DAYS, HORIZON_DAYS, RECOVERY_FROM
from simulator.randomness import Purpose, stream


def test_no_decision_before_day_twenty_and_no_episode_after_day_120():
    hazards = build_hazards()
    assert hazards.decision.shape[0] == len(CAUSES)
    assert (hazards.decision[:, :21] == 0).all()
    assert (hazards.decision[:, 21:] > 0).all()
    assert (hazards.recovery[:, 120:] == 1).all()


def test_annual_customers_decide_within_sixty_days_of_their_renewal():
    annual = build_hazards().cycle[1]
    assert (annual[:61] > 0).all()
    assert (annual[61:] == 0).all()


def test_the_exact_truth_may_leave_out_early_recoveries_and_relapses():
    assert RECOVERY_FROM > HORIZON_DAYS
    assert COOL_DOWN_DAYS > HORIZON_DAYS


def test_streams_differ_by_chunk_and_purpose_and_repeat_by_seed():
    draws = {
        (seed, chunk, purpose): stream(seed, chunk=chunk, purpose=purpose).random()
        for seed in (1, 2)
        for chunk in (0, 1)
        for purpose in Purpose
    }
    assert len(set(draws.values())) == len(draws)
    again = stream(1, chunk=0, purpose=Purpose.LIFE).random()
    assert again == draws[1, 0, Purpose.LIFE]
    np.testing.assert_array_equal(
        stream(1, chunk=0, purpose=Purpose.LIFE).random(9)[:5],
        stream(1, chunk=0, purpose=Purpose.LIFE).random(5),
    )
