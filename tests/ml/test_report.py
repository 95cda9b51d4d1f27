import math

import numpy as np

from ml.report import bin_rows, without_nan


def test_bins_run_from_the_lowest_score_up_and_hold_every_row():
    generator = np.random.default_rng(3)
    probability = generator.random(1_003)
    rows = bin_rows(probability, (probability > 0.8).astype(float), split="holdout")
    assert [row["bin"] for row in rows] == list(range(1, 11))
    assert sum(row["row_count"] for row in rows) == 1_003
    for lower, upper in zip(rows, rows[1:], strict=False):
        assert lower["upper"] < upper["lower"]
        assert lower["mean_predicted"] < upper["mean_predicted"]
    assert rows[-1]["observed_rate"] == 1.0


def test_tied_scores_share_a_bin():
    rows = bin_rows(np.full(40, 0.1), np.zeros(40), split="validation")
    assert [(row["bin"], row["row_count"]) for row in rows] == [(1, 40)]


def test_what_is_not_known_becomes_null():
    nested = {"a": [math.nan, 1.0], "b": {"c": math.inf, "d": "x", "e": 3}}
    assert without_nan(nested) == {"a": [None, 1.0], "b": {"c": None, "d": "x", "e": 3}}
