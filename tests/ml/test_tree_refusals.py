"""What cannot be explained is refused in a sentence that says what to do."""

import json

import numpy as np
import pytest
import xgboost

from ml.errors import ArtifactError, FrameError, ModelError
from ml.explain import compile_tables, summarise_background, tree_contributions

RNG = np.random.default_rng(5)
ROWS = RNG.normal(size=(400, 4)).astype(np.float32)
LABELS = ROWS[:, 0] * ROWS[:, 1] + ROWS[:, 2]


def trained(rounds=3, labels=LABELS, **parameters):
    return xgboost.train({"nthread": 1, **parameters}, xgboost.DMatrix(ROWS, labels), rounds)


@pytest.fixture(scope="module")
def booster():
    return trained()


@pytest.mark.parametrize(
    ("parameters", "said"),
    [
        ({"booster": "gblinear", "updater": "coord_descent"}, "is a gblinear.*booster='gbtree'"),
        (
            {"booster": "dart", "rate_drop": 0.5, "rounds": 20},
            "is a (dart|gbtree with dropout), and only",
        ),
        (
            {"objective": "multi:softprob", "num_class": 3, "labels": np.arange(400) % 3},
            "has 3 outputs per row",
        ),
        (
            {"labels": np.stack([LABELS, -LABELS], axis=1), "multi_strategy": "multi_output_tree"},
            "has 2 outputs per row",
        ),
    ],
)
@pytest.mark.filterwarnings("ignore:.*is deprecated")  # XGBoost 3.4 says so of both.
def test_boosters_of_another_kind(parameters, said):
    with pytest.raises(ModelError, match=said):
        tree_contributions(trained(**parameters), ROWS)


def test_splits_on_categories():
    data = xgboost.DMatrix(
        (np.abs(ROWS) * 3.0).round(), LABELS, feature_types=["c"] * 4, enable_categorical=True
    )
    booster = xgboost.train({"max_cat_to_onehot": 1, "nthread": 1}, data, 2)
    with pytest.raises(ModelError, match="Tree 0 splits on a category.*into numbers"):
        tree_contributions(booster, ROWS)


def test_trees_too_deep_for_tables_need_to_go_without_a_background():
    rng = np.random.default_rng(0)
    rows = rng.normal(size=(2_000, 40)).astype(np.float32)
    booster = xgboost.train(
        {"max_depth": 24, "min_child_weight": 0.0, "nthread": 1},
        xgboost.DMatrix(rows, rng.normal(size=2_000)),
        1,
    )
    with pytest.raises(ModelError, match=r"take \d+ bits, and tables.*lower max_depth"):
        tree_contributions(booster, rows, background=rows)
    with pytest.raises(ModelError, match="lower max_depth"):
        compile_tables(booster)
    theirs = booster.predict(xgboost.DMatrix(rows[:50]), pred_contribs=True)
    np.testing.assert_array_equal(tree_contributions(booster, rows[:50]), theirs)
    assert tree_contributions(booster, rows[:0]).shape == (0, 41)


def test_tables_that_would_fill_the_memory(booster, monkeypatch):
    monkeypatch.setattr("ml.explain.tables._MOST_NUMBERS", 100)
    with pytest.raises(ModelError, match=r"would hold [\d,]+ numbers, more than 100; train fewer"):
        compile_tables(booster)


def test_splits_that_no_training_weight_reached(booster):
    model = json.loads(booster.save_raw("json"))
    hessians = model["learner"]["gradient_booster"]["model"]["trees"][1]["sum_hessian"]
    hessians[:] = [0.0] * len(hessians)
    unweighted = xgboost.Booster()
    unweighted.load_model(bytearray(json.dumps(model).encode()))
    with pytest.raises(ModelError, match="Tree 1 has a split that no training weight reached"):
        tree_contributions(unweighted, ROWS)
    parts = tree_contributions(unweighted, ROWS, background=ROWS)
    margin = unweighted.inplace_predict(ROWS, predict_type="margin")
    np.testing.assert_allclose(parts.sum(axis=1), margin, atol=1e-5)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (ROWS[:, :3], r"rows have shape \(400, 3\), and the booster reads 4 features"),
        (ROWS[0], r"rows have shape \(4,\)"),
        (ROWS.astype(str), "rows are of type <U32; convert"),
        (ROWS.astype(object), "rows are of type object"),
        (ROWS.astype(complex), "rows are of type complex128"),
    ],
)
def test_rows_that_do_not_fit(booster, rows, said):
    with pytest.raises(FrameError, match=said):
        tree_contributions(booster, rows)


def test_backgrounds_that_do_not_fit(booster):
    with pytest.raises(FrameError, match=r"background have shape \(400, 2\)"):
        tree_contributions(booster, ROWS, background=ROWS[:, :2])
    with pytest.raises(FrameError, match="background has no rows; pass at least one"):
        summarise_background(booster, ROWS[:0])


def test_a_summary_made_for_other_trees(booster):
    twice = xgboost.train({"nthread": 1}, xgboost.DMatrix(ROWS * 2.0, LABELS), 3)
    assert twice.get_dump()[0].count("leaf") == booster.get_dump()[0].count("leaf")
    other = summarise_background(twice, ROWS)
    with pytest.raises(ArtifactError, match="summarised for trees .*summarise it again"):
        tree_contributions(booster, ROWS, background=other)
