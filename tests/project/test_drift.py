"""Drift, as the models' own SQL calls it: silent where nothing moves, loud where much does."""

import pytest

from benchmarks.false_alarms import SHIFTS, WEEKS_JUDGED, Outcome, compile_models, measure


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    """Return what is found in one small company, all of whose weeks are quiet but the last."""
    return measure(compile_models(tmp_path_factory.mktemp("drift")), customers=300, companies=1)


def test_quiet_weeks_raise_no_alarm(outcome: Outcome) -> None:
    assert outcome.quiet_weeks == WEEKS_JUDGED
    assert outcome.alarmed_weeks <= 0.05 * WEEKS_JUDGED
    assert outcome.largest_index > 0


def test_a_shift_by_a_standard_deviation_is_found_and_a_quarter_of_one_is_not(
    outcome: Outcome,
) -> None:
    found = dict(zip(SHIFTS, outcome.found_shares, strict=True))
    assert found[1.0] >= 0.8
    assert found[0.25] <= 0.2
