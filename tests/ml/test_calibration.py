import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from ml.calibration import Calibration, calibrate
from ml.numerics import sigmoid


@given(
    slope=st.floats(0.0, 5.0),
    intercept=st.floats(-5.0, 5.0),
    margins=st.lists(st.floats(-30.0, 30.0), min_size=2, max_size=20),
)
def test_a_higher_raw_score_never_gets_a_lower_probability(slope, intercept, margins):
    probability = Calibration(slope=slope, intercept=intercept).apply(np.sort(margins))
    assert (np.diff(probability) >= 0.0).all()
    assert ((probability >= 0.0) & (probability <= 1.0)).all()


def test_an_overconfident_score_is_drawn_in():
    generator = np.random.default_rng(2)
    truth = generator.normal(-1.5, 1.0, 20_000)
    labels = (generator.random(20_000) < sigmoid(truth)).astype(float)
    found = calibrate(3.0 * truth + 2.0, labels)
    assert abs(found.slope - 1.0 / 3.0) < 0.02
    assert abs(found.apply(3.0 * truth + 2.0).mean() - labels.mean()) < 0.002


def test_a_score_that_points_the_wrong_way_becomes_the_base_rate():
    margin = np.linspace(-2.0, 2.0, 100)
    labels = (np.arange(100) < 20).astype(float)
    found = calibrate(margin, labels)
    assert found.slope == 0.0
    np.testing.assert_allclose(found.apply(margin), 0.2)


def test_separated_classes_do_not_become_certain():
    margin = np.arange(20.0)
    probability = calibrate(margin, (margin > 14.5).astype(float)).apply(margin)
    assert probability.min() > 0.0
    assert probability.max() < 1.0
