import pandas as pd
import pytest

from ml.errors import FrameError
from ml.schema import MODEL_VERSIONS, SCORES, SCORES_WITH_REASONS, Schema

SCHEMA = Schema(name="visits", grain=("customer_id",), columns={"customer_id": "str", "n": "int64"})


def test_columns_come_back_in_order_and_of_their_types():
    frame = pd.DataFrame({"extra": [1], "n": [2.0], "customer_id": ["C1"]})
    conformed = SCHEMA.conform(frame)
    assert list(conformed.columns) == ["customer_id", "n"]
    assert conformed["n"].dtype == "int64"


def test_a_missing_column_is_named():
    with pytest.raises(FrameError, match=r"visits lacks \['n'\]"):
        SCHEMA.conform(pd.DataFrame({"customer_id": ["C1"]}))


def test_a_repeated_key_is_counted():
    frame = pd.DataFrame({"customer_id": ["C1", "C1", "C2"], "n": [1, 2, 3]})
    with pytest.raises(FrameError, match="1 repeated rows"):
        SCHEMA.conform(frame)


@pytest.mark.parametrize("schema", [MODEL_VERSIONS, SCORES, SCORES_WITH_REASONS])
def test_an_empty_table_has_every_column_typed(schema):
    empty = schema.empty()
    assert len(empty) == 0
    pd.testing.assert_frame_equal(schema.conform(empty), empty)
