"""Exact TreeSHAP of boosted trees at about the speed of prediction; see docs/treeshap.md."""

import os
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from ml.errors import FrameError
from ml.explain import engine_numpy
from ml.explain.background import Background, fingerprint
from ml.explain.coder import Coder, TreesTooLargeError, build_coder
from ml.explain.forest import Forest, read_forest
from ml.explain.tables import TreeTables, build_tables
from ml.explain.twigs import Twigs, cut_into_twigs

if TYPE_CHECKING:
    from xgboost import Booster

# A thread takes this many rows at a time: some whole blocks of the compiled engine.
_PIECE: Final = 3200
# About a tenth of a second in numpy.
_LITTLE_WORK: Final = 2**24


def tree_contributions(
    booster: "Booster",
    rows: NDArray[Any],
    *,
    background: NDArray[Any] | Background | None = None,
    threads: int | None = None,
) -> NDArray[np.float32]:
    """Return what every feature contributes to the log-odds of every row, exactly.

    Without a background the game is path-dependent: the same numbers as
    `booster.predict(pred_contribs=True)`. With one it is interventional: the same numbers as
    `shap.TreeExplainer(booster, data=background)`. For many chunks of rows, compile the tables
    once by `compile_tables` and pass each chunk to `apply_tables`.

    Args:
        booster: gbtree with one output per row and splits on numbers.
        rows: rows x features; NaN is missing.
        background: rows to compare with, or their summary by `summarise_background`.
        threads: at most this many; None for as many as there are cores.

    Returns:
        Rows x (features + 1), float32; the last column is the base value. Every row adds up to
        its margin. The same bits for any number of threads, and for a row alone or among others.

    Raises:
        ModelError: the booster is of a kind that is not explained, or it is compared with a
            background and its tables would be too large.
        FrameError: rows or background do not fit the booster.
        ArtifactError: the summary belongs to another booster.
    """
    try:
        tables = compile_tables(booster, background=background, threads=threads)
    except TreesTooLargeError:
        if background is not None:
            raise
        return _by_xgboost(booster, rows, threads=threads)
    return apply_tables(tables, rows, threads=threads)


def compile_tables(
    booster: "Booster",
    *,
    background: NDArray[Any] | Background | None = None,
    threads: int | None = None,
) -> TreeTables:
    """Tabulate a booster once, for any number of calls of `apply_tables`.

    Arguments and errors are those of `tree_contributions`.
    """
    forest, twigs, coder = _read(booster)
    counts = None
    if background is not None:
        if not isinstance(background, Background):
            background = _summarise(coder, background, threads=threads)
        counts = background.for_trees(coder)
    return build_tables(forest, twigs, coder=coder, counts=counts)


def apply_tables(
    tables: TreeTables, rows: NDArray[Any], *, threads: int | None = None
) -> NDArray[np.float32]:
    """Return the contributions of rows x features by tables; see `tree_contributions`."""
    rows = _checked(rows, features=tables.coder.feature_count, name="rows")
    out = np.empty((len(rows), rows.shape[1] + 1), dtype=np.float32)
    engine = _engine(len(rows) * len(tables.slot_feature))

    def explain(start: int) -> None:
        piece = slice(start, start + _PIECE)
        engine.add_contributions(tables, _as_float32(rows[piece]), out[piece])

    _in_pieces(explain, count=len(rows), threads=threads)
    return out


def summarise_background(
    booster: "Booster", rows: NDArray[Any], *, threads: int | None = None
) -> Background:
    """Return all that the interventional game asks of background rows; it becomes JSON.

    Raises:
        ModelError: as for `tree_contributions`.
        FrameError: the rows do not fit the booster, or there are none.
    """
    _, _, coder = _read(booster)
    return _summarise(coder, rows, threads=threads)


def _by_xgboost(
    booster: "Booster", rows: NDArray[Any], *, threads: int | None
) -> NDArray[np.float32]:
    """Return the path-dependent contributions of very deep trees: slow, but of any depth."""
    from xgboost import DMatrix

    rows = _as_float32(_checked(rows, features=booster.num_features(), name="rows"))
    if not len(rows):
        return np.zeros((0, rows.shape[1] + 1), dtype=np.float32)
    # A QuantileDMatrix would be binned anew and explain other numbers.
    data = DMatrix(rows, nthread=threads)
    explained = booster.predict(data, pred_contribs=True, validate_features=False)
    return np.asarray(explained, dtype=np.float32)


def _read(booster: "Booster") -> tuple[Forest, Twigs, Coder]:
    """Return the trees of a booster, cut into twigs, and the layout of their codes."""
    forest = read_forest(booster)
    twigs = cut_into_twigs(forest)
    return forest, twigs, build_coder(forest, twigs)


def _summarise(coder: Coder, rows: NDArray[Any], *, threads: int | None) -> Background:
    """Count the codes of background rows, with counters of its own for every thread at work."""
    rows = _checked(rows, features=coder.feature_count, name="background")
    if not len(rows):
        raise FrameError("The background has no rows; pass at least one row to compare with.")
    engine = _engine(len(rows) * len(coder.literal_split))
    idle: list[NDArray[np.int64]] = []

    def count(start: int) -> None:
        counts = idle.pop() if idle else np.zeros(int(coder.code_start[-1]), dtype=np.int64)
        engine.count_codes(coder, _as_float32(rows[start : start + _PIECE]), counts)
        idle.append(counts)

    _in_pieces(count, count=len(rows), threads=threads)
    return Background(len(rows), fingerprint(coder), np.sum(idle, axis=0))


def _checked(rows: NDArray[Any], *, features: int, name: str) -> NDArray[Any]:
    """Return rows as an array after checking that it is a matrix of numbers of the right width."""
    rows = np.asarray(rows)
    if rows.ndim != 2 or rows.shape[1] != features:
        raise FrameError(
            f"The {name} have shape {rows.shape}, and the booster reads {features} features; "
            "pass rows x features in the order of training."
        )
    if rows.dtype.kind not in "fiub":
        raise FrameError(f"The {name} are of type {rows.dtype}; convert them to float32.")
    return rows


def _as_float32(rows: NDArray[Any]) -> NDArray[np.float32]:
    """Return rows in the type and order that the engines read; what is too large is infinite."""
    with np.errstate(over="ignore"):
        return np.ascontiguousarray(rows, dtype=np.float32)


def _in_pieces(work: Callable[[int], None], *, count: int, threads: int | None) -> None:
    """Call `work` with the start of every piece of rows, on several threads if there are several.

    The compiled engine lets go of the interpreter's lock. Threads of our own, and not numba's,
    since these may be entered by one caller at a time only.
    """
    starts = range(0, count, _PIECE)
    workers = min(threads or os.cpu_count() or 1, len(starts))
    if workers <= 1:
        for start in starts:
            work(start)
        return
    with ThreadPoolExecutor(max_workers=workers) as pool:
        for done in [pool.submit(work, start) for start in starts]:
            done.result()


def _engine(work: int) -> ModuleType:
    """Return the compiled engine, or for little work the one in numpy: both give the same bits.

    To import numba takes longer than numpy needs for little work, unless it is imported already.
    It raises RuntimeError where it finds no folder to keep its machine code in.

    Args:
        work: look-ups or bits in all.
    """
    name = "ml.explain.engine_numba"
    if work < _LITTLE_WORK and name not in sys.modules:
        return engine_numpy
    try:
        return import_module(name)
    except (ImportError, RuntimeError):
        return engine_numpy
