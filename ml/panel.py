"""The training rows as arrays, after the checks that keep them honest."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ml.errors import FrameError, LeakageError, TooLittleHistoryError
from ml.params import MINIMUM_SEGMENT_ROWS, SEGMENT_COLUMNS

KEYS = ("customer_id", "as_of_date")
NEEDED = (*KEYS, "matures_on_date", "is_churned", "rule_score")


@dataclass(frozen=True)
class Panel:
    """Rows of customers on dates: keys, features, points of the rule, and the label.

    Every array has one entry per row, ordered by date and then customer, so that a span of
    dates is a slice and no rows are copied.
    """

    names: tuple[str, ...]
    features: NDArray[np.float32]
    rule_score: NDArray[np.float32]
    labels: NDArray[np.float64]
    dates: NDArray[np.datetime64]
    matures: NDArray[np.datetime64]
    customers: NDArray[np.object_]
    segments: pd.DataFrame

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.labels)

    def part(self, start: int, stop: int) -> "Panel":
        """Return the rows from `start` up to `stop`, as views."""
        return self.rows(slice(start, stop))

    def rows(self, rows: slice | NDArray[np.bool_]) -> "Panel":
        """Return some of the rows, in their order."""
        return Panel(
            names=self.names,
            features=self.features[rows],
            rule_score=self.rule_score[rows],
            labels=self.labels[rows],
            dates=self.dates[rows],
            matures=self.matures[rows],
            customers=self.customers[rows],
            segments=self.segments.iloc[rows],
        )

    def keep(self, names: Sequence[str]) -> "Panel":
        """Return the same rows with only the features in `names`."""
        places = [self.names.index(name) for name in names]
        if len(places) == len(self.names):
            return self
        return replace(
            self, names=tuple(names), features=np.ascontiguousarray(self.features[:, places])
        )

    def inputs(self, columns: Sequence[str]) -> NDArray[np.float32]:
        """Return the matrix that an estimator with these input columns reads."""
        if tuple(columns) == self.names:
            return self.features
        if tuple(columns) == ("rule_score",):
            return self.rule_score[:, None]
        return np.empty((len(self), 0), dtype=np.float32)

    def fingerprint(self) -> str:
        """Return a sha256 over keys, features, points and labels in their order."""
        digest = hashlib.sha256("\x1f".join(self.names).encode())
        digest.update("\x1f".join(self.customers.tolist()).encode())
        for array in (self.dates, self.matures, self.features, self.rule_score, self.labels):
            digest.update(np.ascontiguousarray(array).tobytes())
        return digest.hexdigest()


def segments_of(columns: pd.DataFrame) -> Iterator[tuple[str, str, NDArray[np.bool_]]]:
    """Yield the name, value and rows of every segment with enough rows, column by column."""
    for name in columns:
        codes, values = pd.factorize(columns[name], sort=True)
        counts = np.bincount(codes[codes >= 0], minlength=len(values))
        for place in np.flatnonzero(counts >= MINIMUM_SEGMENT_ROWS).tolist():
            yield str(name), str(values[place]), codes == place


def feature_matrix(rows: pd.DataFrame, *, columns: Sequence[str]) -> NDArray[np.float32]:
    """Return `columns` as float32, null as NaN; raise FrameError for absent or infinite ones."""
    missing = [name for name in columns if name not in rows]
    if missing:
        raise FrameError(f"The rows lack the features {missing}; add them or retrain without them.")
    matrix = np.empty((len(rows), len(columns)), dtype=np.float32)
    for place, name in enumerate(columns):
        matrix[:, place] = _as_numbers(rows[name])
        infinite = int(np.isinf(matrix[:, place]).sum())
        if infinite:
            raise FrameError(
                f"The feature {name} is infinite in {infinite} of {len(rows)} rows; "
                "make the division that causes it null."
            )
    # One bit pattern for every NaN, so that equal rows have equal fingerprints.
    matrix[np.isnan(matrix)] = np.nan
    return matrix


def _as_numbers(column: "pd.Series[Any]") -> NDArray[np.float32]:
    """Return a column as float32, or raise FrameError when it holds anything but numbers."""
    try:
        return column.to_numpy(dtype=np.float32, na_value=np.nan)
    except (TypeError, ValueError) as error:
        example = column.dropna().iloc[0]
        raise FrameError(
            f"The feature {column.name} is not a number: it holds {example!r}; "
            "turn it into numbers in SQL."
        ) from error


def to_panel(
    rows: pd.DataFrame, *, names: Sequence[str], trained_as_of_date: date, horizon_days: int
) -> Panel:
    """Check `rows` and return them as arrays.

    Raises:
        FrameError: a column is absent, null where it may not be, or the order is not by key.
        LeakageError: the outcome is among the features, or was not yet known on
            `trained_as_of_date`.
        TooLittleHistoryError: there are no rows.
    """
    told = [name for name in names if name in NEEDED]
    if told:
        raise LeakageError(
            f"The features {told} are keys, points of the rule or the outcome itself; take them "
            "out of seeds/feature_catalog.csv."
        )
    missing = [name for name in NEEDED if name not in rows]
    if missing:
        raise FrameError(f"The training rows lack {missing}; add them to feat_training_rows.")
    if rows.empty:
        raise TooLittleHistoryError(
            f"No outcome is known on {trained_as_of_date:%Y-%m-%d}; load more history, or lower "
            f"horizon_days (now {horizon_days})."
        )
    for name in NEEDED:
        nulls = int(rows[name].isna().sum())
        if nulls:
            raise FrameError(f"{name} is null in {nulls} of {len(rows)} training rows; fill it.")
    panel = _to_arrays(rows, names=names)
    _check_order(panel)
    _check_maturity(panel, trained_as_of_date=trained_as_of_date, horizon_days=horizon_days)
    return panel


def _to_arrays(rows: pd.DataFrame, *, names: Sequence[str]) -> Panel:
    """Turn checked rows into arrays."""
    segments = [name for name in SEGMENT_COLUMNS if name in rows]
    return Panel(
        names=tuple(names),
        features=feature_matrix(rows, columns=names),
        rule_score=rows["rule_score"].to_numpy(dtype=np.float32),
        labels=rows["is_churned"].to_numpy(dtype=np.float64),
        dates=rows["as_of_date"].to_numpy(dtype="datetime64[D]"),
        matures=rows["matures_on_date"].to_numpy(dtype="datetime64[D]"),
        customers=rows["customer_id"].to_numpy(dtype=object),
        segments=rows[segments],
    )


def _check_order(panel: Panel) -> None:
    """Raise FrameError unless rows are unique and ordered by date, then customer.

    Row order alone moves the probabilities of boosted trees, so it is part of the data.
    """
    later = panel.dates[1:] > panel.dates[:-1]
    same = panel.dates[1:] == panel.dates[:-1]
    rising = panel.customers[1:] > panel.customers[:-1]
    wrong = np.flatnonzero(~(later | (same & rising.astype(bool))))
    if len(wrong):
        raise FrameError(
            f"Training row {wrong[0] + 1} ({panel.customers[wrong[0] + 1]}, "
            f"{panel.dates[wrong[0] + 1]}) repeats or precedes the row before it; "
            "order the rows by as_of_date, customer_id."
        )


def _check_maturity(panel: Panel, *, trained_as_of_date: date, horizon_days: int) -> None:
    """Raise LeakageError when an outcome lies after the training date."""
    known_by = np.datetime64(trained_as_of_date, "D")
    horizon = np.timedelta64(horizon_days, "D")
    ends = np.maximum(panel.matures, panel.dates + horizon)
    unknown = np.flatnonzero(ends > known_by)
    if len(unknown):
        first = unknown[0]
        raise LeakageError(
            f"{len(unknown)} training rows have an outcome that was not known on {known_by}; the "
            f"first is {panel.customers[first]} on {panel.dates[first]}, known on {ends[first]}. "
            "Keep only rows with matures_on_date <= trained_as_of_date."
        )
