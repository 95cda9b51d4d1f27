"""Every engine, number of threads, processor and layout of the rows gives the same bits."""

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
import xgboost

from ml.explain import (
    Background,
    apply_tables,
    compile_tables,
    engine_numba,
    engine_numpy,
    summarise_background,
    tree_contributions,
)


@pytest.fixture(scope="module")
def rows():
    rng = np.random.default_rng(3)
    rows = rng.normal(size=(9_001, 9)).astype(np.float32)
    rows[rng.random(rows.shape) < 0.1] = np.nan
    return rows


def trained(rows, depth):
    labels = np.nansum(rows, axis=1) > 0.0
    settings = {"max_depth": depth, "objective": "binary:logistic", "nthread": 1}
    return xgboost.train(settings, xgboost.DMatrix(rows, labels), 30)


@pytest.fixture(scope="module", params=[1, 3, 4, 6, 8])
def booster(request, rows):
    return trained(rows, request.param)


@pytest.fixture(scope="module")
def tables(booster):
    return compile_tables(booster)


@pytest.fixture(scope="module")
def parts(tables, rows):
    return apply_tables(tables, rows, threads=1)


@pytest.fixture
def without_numba(monkeypatch):
    """Let the import of the compiled engine fail, as it does where numba is not installed."""
    monkeypatch.setitem(sys.modules, "ml.explain.engine_numba", None)


def test_two_threads_give_the_bits_of_one(tables, rows, parts):
    np.testing.assert_array_equal(apply_tables(tables, rows, threads=2), parts)


def test_a_row_alone_gets_the_bits_that_it_gets_among_others(tables, rows, parts):
    for row in (0, 639, 640, 3_200, 9_000):
        np.testing.assert_array_equal(apply_tables(tables, rows[[row]])[0], parts[row])


def test_numpy_gives_the_bits_of_the_compiled_engine(tables, rows, parts):
    out = np.empty_like(parts)
    engine_numpy.add_contributions(tables, rows, out)
    np.testing.assert_array_equal(out, parts)


def test_numpy_counts_what_the_compiled_engine_counts(tables, rows):
    counts = np.zeros((2, tables.coder.code_start[-1]), dtype=np.int64)
    engine_numpy.count_codes(tables.coder, rows, counts[0])
    engine_numba.count_codes(tables.coder, rows, counts[1])
    np.testing.assert_array_equal(*counts)
    assert counts[0].sum() == len(rows) * (len(tables.coder.code_start) - 1)


@pytest.mark.usefixtures("without_numba")
def test_nothing_changes_where_numba_is_absent(booster, rows, parts, monkeypatch):
    calls = []
    original = engine_numpy.add_contributions
    monkeypatch.setattr(
        engine_numpy, "add_contributions", lambda *given: (calls.append(1), original(*given))
    )
    np.testing.assert_array_equal(tree_contributions(booster, rows[:100]), parts[:100])
    summary = summarise_background(booster, rows[:50])
    tree_contributions(booster, rows[:9], background=summary)
    assert len(calls) == 2


EXPLAIN = """
import sys, numpy, xgboost
from ml.explain import engine_numba, tree_contributions  # once imported, it is used
for depth in sys.argv[1:]:
    booster = xgboost.Booster(model_file=f"{depth}.ubj")
    numpy.save(f"{depth}.npy", tree_contributions(booster, numpy.load("rows.npy")))
print(engine_numba._LANES)
"""


@pytest.mark.parametrize(
    ("name", "features", "lanes"), [("generic", "", "0"), ("haswell", "+avx,+avx2", "8")]
)
def test_other_processors_give_the_same_bits(name, features, lanes, root, tmp_path, rows):
    """The first looks up in memory, the second in registers of half the length."""
    boosters = {str(depth): trained(rows, depth) for depth in (2, 5, 8)}
    for depth, booster in boosters.items():
        booster.save_model(tmp_path / f"{depth}.ubj")
    np.save(tmp_path / "rows.npy", rows[:700])
    processor = {"NUMBA_CPU_NAME": name, "NUMBA_CPU_FEATURES": features}
    done = subprocess.run(  # noqa: S603 (our own command)
        [sys.executable, "-c", EXPLAIN, *boosters],
        cwd=tmp_path,
        env={**os.environ, **processor, "PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == lanes
    for depth, booster in boosters.items():
        np.testing.assert_array_equal(
            np.load(tmp_path / f"{depth}.npy"), tree_contributions(booster, rows[:700])
        )


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param(np.asfortranarray, id="columns first"),
        pytest.param(lambda rows: rows.astype(np.float64), id="float64"),
        pytest.param(lambda rows: np.repeat(rows, 2, axis=0)[::2], id="strided"),
        pytest.param(lambda rows: np.repeat(rows, 2, axis=1)[:, ::2], id="strided columns"),
    ],
)
def test_rows_in_any_layout(changed, tables, rows, parts):
    read_only = changed(rows)
    read_only.setflags(write=False)
    np.testing.assert_array_equal(apply_tables(tables, read_only, threads=2), parts)


def test_whole_numbers_are_numbers(booster):
    whole = np.arange(-18, 18).reshape(4, 9)
    np.testing.assert_array_equal(
        tree_contributions(booster, whole), tree_contributions(booster, whole.astype(np.float32))
    )


def test_no_rows_give_no_contributions(booster):
    assert tree_contributions(booster, np.zeros((0, 9), np.float32)).shape == (0, 10)


def test_callers_may_come_at_once(tables, rows, parts):
    with ThreadPoolExecutor(4) as pool:
        jobs = [pool.submit(apply_tables, tables, rows, threads=2) for _ in range(8)]
        for job in jobs:
            np.testing.assert_array_equal(job.result(), parts)


def test_a_summary_serves_as_well_as_the_rows_that_it_counted(booster, rows):
    summary = summarise_background(booster, rows[:5_000], threads=2)
    restored = Background.from_json(json.loads(json.dumps(summary.to_json())))
    np.testing.assert_array_equal(restored.counts, summary.counts)
    np.testing.assert_array_equal(
        tree_contributions(booster, rows, background=restored),
        tree_contributions(booster, rows, background=rows[:5_000]),
    )


@pytest.mark.parametrize(("copies", "is_compiled"), [(1, "False"), (60_000, "True")])
def test_little_work_does_not_wait_for_numba(copies, is_compiled, root):
    program = (
        "import sys, numpy, xgboost; from ml.explain import tree_contributions;"
        "rows = numpy.arange(40.0).reshape(20, 2);"
        "booster = xgboost.train({'max_depth': 3}, xgboost.DMatrix(rows, rows[:, 0]), 50);"
        f"tree_contributions(booster, numpy.tile(rows, ({copies}, 1)));"
        "print('numba' in sys.modules)"
    )
    done = subprocess.run(  # noqa: S603 (our own command)
        [sys.executable, "-c", program], cwd=root, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == is_compiled


def test_importing_explain_loads_nothing_heavy(root):
    program = (
        "import sys, ml.explain; "
        "print([name for name in ('numba', 'xgboost', 'shap', 'sklearn') if name in sys.modules])"
    )
    done = subprocess.run(  # noqa: S603 (our own command)
        [sys.executable, "-c", program], cwd=root, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(("depth", "codes"), [(4, [32] * 4), (5, [64] * 8), (6, [128] * 16)])
def test_a_full_tree_has_a_twig_on_every_branch_two_above_the_leaves(depth, codes):
    rng = np.random.default_rng(0)
    rows = (rng.random((4_096, 12)) < 0.5).astype(np.float32)
    labels = rng.normal(size=len(rows))
    settings = {"max_depth": depth, "nthread": 1}
    tree = xgboost.train(settings, xgboost.DMatrix(rows, labels), 1)
    assert tree.get_dump()[0].count("leaf") == 2**depth
    assert np.diff(compile_tables(tree).coder.code_start).tolist() == codes
