"""Whoever looks every week finds an effect that is not there in at most one programme of twenty."""

import numpy as np

from ml.always_valid import errors_away


def test_looking_every_week_for_two_years_misleads_seldom():
    generator = np.random.default_rng(5)
    weeks = np.arange(1, 105) * 50
    sums = generator.normal(size=(1_000, 104)).cumsum(axis=1) * np.sqrt(50)
    scores = np.abs(sums) / np.sqrt(weeks)
    allowed = errors_away(weeks.astype(float), significance=0.05, tight_at=1_000)
    assert (scores > 1.96).any(axis=1).mean() > 0.25
    assert (scores > allowed).any(axis=1).mean() <= 0.05


def test_it_is_narrowest_for_its_kind_where_it_was_asked_to_be():
    at = np.array([1_000.0])
    width = {
        tight_at: errors_away(at, significance=0.05, tight_at=tight_at)[0]
        for tight_at in (250, 1_000, 4_000)
    }
    assert min(width, key=width.get) == 1_000
