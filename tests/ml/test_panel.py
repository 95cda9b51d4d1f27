from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

from ml.errors import FrameError, LeakageError
from ml.panel import NEEDED, feature_matrix, to_panel
from tests.ml.maker import FEATURES, HORIZON_DAYS


@pytest.fixture
def panel(rows):
    return to_panel(
        rows,
        names=FEATURES,
        trained_as_of_date=rows["matures_on_date"].max().date(),
        horizon_days=HORIZON_DAYS,
    )


@pytest.mark.parametrize(
    "values",
    [
        [True, False],
        [1, 0],
        pd.array([1, None], dtype="Int64"),
        pd.array([True, None], dtype="boolean"),
        [Decimal("1.5"), None],
        [1.0, np.nan],
        [None, None],
    ],
)
def test_every_type_of_column_becomes_float32_with_nan_for_null(values):
    frame = pd.DataFrame({"x": values})
    matrix = feature_matrix(frame, columns=["x"])
    assert matrix.dtype == np.float32
    np.testing.assert_array_equal(np.isnan(matrix[:, 0]), frame["x"].isna())


def test_text_where_a_number_belongs_is_refused_by_name():
    with pytest.raises(FrameError, match="plan_name is not a number: it holds 'pro'"):
        feature_matrix(pd.DataFrame({"plan_name": ["pro"]}), columns=["plan_name"])


@pytest.mark.parametrize("name", NEEDED)
def test_neither_the_outcome_nor_a_key_can_be_a_feature(rows, name):
    with pytest.raises(LeakageError, match=f"The features .'{name}'. are keys"):
        to_panel(
            rows,
            names=[*FEATURES, name],
            trained_as_of_date=rows["matures_on_date"].max().date(),
            horizon_days=HORIZON_DAYS,
        )


def test_parts_share_the_memory_of_the_whole(panel):
    assert np.shares_memory(panel.part(10, 20).features, panel.features)
    assert len(panel.part(10, 20)) == 10


def test_kept_features_keep_their_values(panel):
    kept = panel.keep(["noise", "mrr_usd"])
    np.testing.assert_array_equal(kept.inputs(["noise", "mrr_usd"])[:, 0], panel.features[:, 4])


def test_the_fingerprint_sees_keys_values_and_names(panel):
    names = {
        panel.fingerprint(),
        panel.part(0, 100).fingerprint(),
        panel.part(1, 101).fingerprint(),
        panel.keep(FEATURES[:4]).fingerprint(),
    }
    assert len(names) == 4
    assert panel.fingerprint() == panel.part(0, len(panel)).fingerprint()
