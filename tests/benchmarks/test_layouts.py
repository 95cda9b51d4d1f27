"""Whatever the layout, a reader finds the same reasons."""

import numpy as np
import pytest

from benchmarks import layouts
from benchmarks.layouts import LAYOUTS, connect, measure, random_scores, render, write

SCORES = random_scores(250)


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: f"{layout.shape}-{layout.names}")
def test_every_layout_reads_back_as_the_reasons_that_left(layout, tmp_path, monkeypatch):
    monkeypatch.setattr(layouts, "CHUNK_ROWS", 100)
    with connect(tmp_path / "some.duckdb", names=SCORES.names) as connection:
        write(connection, SCORES, layout=layout)
        found = connection.execute(
            "from reasons order by as_of_date, customer_id, reason_rank"
        ).df()
    names = np.array(SCORES.names, dtype=object)
    assert found["customer_id"].tolist() == np.repeat(SCORES.customers, 6).tolist()
    assert found["as_of_date"].to_numpy().tolist() == np.repeat(SCORES.dates, 6).tolist()
    assert found["reason_rank"].tolist() == [1, 2, 3, 4, 5, 6] * 250
    assert found["feature_name"].tolist() == names[SCORES.places.ravel()].tolist()
    assert found["contribution"].tolist() == SCORES.contributions.ravel().tolist()


def test_a_table_has_a_line_for_every_layout():
    measured = measure(60, repeats=1)
    assert measured[0].times_now == pytest.approx(1.0)
    assert len(render(measured).splitlines()) == 2 + len(LAYOUTS)
