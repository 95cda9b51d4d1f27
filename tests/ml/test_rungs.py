import numpy as np
import pandas as pd
import pytest

from ml.panel import to_panel
from ml.rungs import draw
from ml.split import split_by_time
from tests.ml.maker import FEATURES, HORIZON_DAYS, WINDOWS


@pytest.mark.parametrize("part", ["validation", "holdout"])
def test_the_rows_of_a_customer_are_drawn_together(rows, part):
    panel = to_panel(
        rows,
        names=FEATURES,
        trained_as_of_date=rows["matures_on_date"].max().date(),
        horizon_days=HORIZON_DAYS,
    )
    split = split_by_time(panel, windows=WINDOWS, horizon_days=HORIZON_DAYS)
    groups = pd.Series(getattr(draw(split, seed=1), part).groups)
    customers = getattr(split, part).customers
    assert len(np.unique(customers)) < len(customers)
    assert groups.groupby(customers).nunique().max() == 1
