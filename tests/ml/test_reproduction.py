import json

import pytest

from ml.errors import ArtifactError, TrainingError
from ml.reproduction import count_other_scores, read_recipe, remake
from ml.scoring import score

ALGORITHMS = ["no_skill", "rule", "logistic", "xgboost"]


@pytest.fixture(scope="module")
def recorded(versions):
    return versions.to_dict("records")


@pytest.fixture(scope="module")
def remade(rows, recorded):
    return remake(
        rows,
        recipe=read_recipe(recorded),
        fingerprint=recorded[0]["data_fingerprint"],
        algorithms=ALGORITHMS,
    )


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_the_same_rows_give_the_same_artifact(versions, remade, algorithm):
    assert remade.artifact_hash(algorithm) == versions.loc[algorithm, "artifact_hash"]


def test_only_the_rungs_that_are_asked_for_are_trained(rows, recorded):
    remade = remake(
        rows,
        recipe=read_recipe(recorded),
        fingerprint=recorded[0]["data_fingerprint"],
        algorithms=["rule"],
    )
    assert list(remade.models) == ["rule"]
    assert remade.artifact_hash("xgboost") is None


def test_a_feature_that_came_later_does_not_matter(rows, recorded, versions):
    remade = remake(
        rows.assign(came_later=1.0),
        recipe=read_recipe(recorded),
        fingerprint=recorded[0]["data_fingerprint"],
        algorithms=["logistic"],
    )
    assert remade.artifact_hash("logistic") == versions.loc["logistic", "artifact_hash"]


@pytest.mark.parametrize("column", ["login_count_28d", "rule_score"])
def test_one_changed_value_is_told_by_the_fingerprint_and_nothing_is_trained(
    rows, recorded, column
):
    changed = rows.copy()
    changed.loc[len(changed) // 2, column] += 1
    remade = remake(
        changed,
        recipe=read_recipe(recorded),
        fingerprint=recorded[0]["data_fingerprint"],
        algorithms=ALGORITHMS,
    )
    assert remade.data_fingerprint not in {"", recorded[0]["data_fingerprint"]}
    assert remade.models == {}


def test_rows_that_are_gone_are_told(rows, recorded):
    remade = remake(
        rows.iloc[:0],
        recipe=read_recipe(recorded),
        fingerprint=recorded[0]["data_fingerprint"],
        algorithms=ALGORITHMS,
    )
    assert (remade.row_count, remade.models) == (0, {})


def test_a_damaged_sibling_is_refused(recorded):
    damaged = [{**version, "artifact": version["artifact"] + " "} for version in recorded]
    with pytest.raises(ArtifactError):
        read_recipe(damaged)


def test_a_record_without_its_first_date_says_so(recorded):
    parameters = json.loads(recorded[0]["parameters"])
    del parameters["rows_from_date"]
    with pytest.raises(TrainingError, match="no first date"):
        read_recipe([{**recorded[0], "parameters": json.dumps(parameters)}, *recorded[1:]])


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_scores_are_compared_to_the_last_bit(versions, remade, newest, algorithm):
    stored = score(newest, version=versions.loc[algorithm].to_dict())
    model = remade.models[algorithm]
    assert count_other_scores(model, newest, stored=stored) == 0
    moved = stored.assign(churn_probability=stored["churn_probability"] + 1e-9)
    assert count_other_scores(model, newest, stored=moved) == len(newest)
    assert count_other_scores(model, newest, stored=stored.iloc[1:]) == 1
    assert count_other_scores(model, newest.iloc[1:], stored=stored) == 1
