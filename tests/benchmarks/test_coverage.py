"""Intervals hold the deployed value as often as they say."""

import pytest

from benchmarks.coverage import METRICS, PANELS, Covered, measure_coverage, table


@pytest.mark.parametrize("weeks", [1, 4], ids=["cohorts", "holdouts"])
def test_intervals_of_roc_auc_hold_the_deployed_value_in_95_companies_of_100(weeks):
    found = {
        one.metric_name: one for one in measure_coverage(customers=600, weeks=weeks, panels=PANELS)
    }
    assert 0.93 <= found["roc_auc"].covered / PANELS <= 0.97


def test_the_table_has_a_line_for_every_metric():
    found = [
        Covered(
            customers=2_000,
            weeks=1,
            panels=1_000,
            metric_name=name,
            deployed=0.75,
            covered=951,
            width=0.1,
        )
        for name in METRICS
    ]
    assert "| `roc_auc` | 2,000 | 1 | 1,000 | 0.750 | 0.100 | 95.1% |" in table(found)
    assert len(table(found).splitlines()) == 2 + len(METRICS)
