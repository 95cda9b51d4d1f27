"""What comes after validation leaves no trace in what is learned and chosen before it."""

import json

import numpy as np
import pandas as pd
import pytest

from tests.ml.maker import FEATURES, make_catalog, train_on

# What the ladder decides on validation; the holdout only says who may stand, so that the rung
# that another is compared with may change, but not what speaks for it.
DECIDED_ON_VALIDATION = {"within_one_standard_error", "keeps_lift_at_capacity"}


def with_another_future(rows, *, after):
    """Turn every outcome after a date over, give features to other rows, and wake one up."""
    is_later = (rows["as_of_date"] > after).to_numpy()
    later = rows[is_later]
    changed = rows.assign(constant_so_far=1.0)
    changed.loc[is_later, "is_churned"] = ~later["is_churned"].to_numpy()
    for name in FEATURES:
        changed.loc[is_later, name] = 3.0 + 2.0 * later[name].to_numpy()[::-1]
    changed.loc[is_later, "constant_so_far"] = np.arange(is_later.sum(), dtype=float)
    return changed


@pytest.fixture(scope="module")
def in_another_future(rows, versions):
    changed = with_another_future(rows, after=versions["validation_to_date"].min())
    catalog = make_catalog([*FEATURES, "constant_so_far"])
    return train_on(changed, features=catalog).set_index("algorithm", drop=False)


def chosen_by(version):
    """Return what a version's report says of validation, and what speaks for it in the choice."""
    report = json.loads(version["report"])
    measured = [row for row in report["metrics"] if row["data_split"] == "validation"]
    values = {
        row["gate_name"]: row["candidate_value"]
        for row in report["gates"]
        if row["gate_name"] in DECIDED_ON_VALIDATION
    }
    assert measured
    assert values
    return measured, values


def test_no_artifact_depends_on_what_came_after_validation(versions, in_another_future):
    assert in_another_future["data_fingerprint"].iloc[0] != versions["data_fingerprint"].iloc[0]
    pd.testing.assert_series_equal(in_another_future["artifact_hash"], versions["artifact_hash"])


@pytest.mark.parametrize("algorithm", ["no_skill", "rule", "logistic", "xgboost"])
def test_what_a_rung_is_chosen_by_comes_from_validation(versions, in_another_future, algorithm):
    assert chosen_by(in_another_future.loc[algorithm]) == chosen_by(versions.loc[algorithm])
