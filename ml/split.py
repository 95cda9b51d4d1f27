"""Split rows by time, with a gap before each part so that no outcome reaches into the next."""

from dataclasses import dataclass

import numpy as np

from ml.errors import TooLittleHistoryError
from ml.panel import Panel

_WEEK = np.timedelta64(7, "D")
_DAY = np.timedelta64(1, "D")


@dataclass(frozen=True)
class Windows:
    """Weeks of as-of dates for training, validation and holdout, gaps not counted."""

    training_weeks: int
    validation_weeks: int
    holdout_weeks: int


@dataclass(frozen=True)
class Split:
    """The parts of a training run, each a slice of the same rows.

    `known` is what a model fitted on the eve of the holdout may learn from: training,
    the gap after it, and validation.
    """

    train: Panel
    validation: Panel
    known: Panel
    holdout: Panel


def split_by_time(panel: Panel, *, windows: Windows, horizon_days: int) -> Split:
    """Hold out the newest weeks, validate on weeks before them, train on weeks before those.

    A row belongs to an earlier part only if its outcome was known when the next part began.
    Where history is short, validation and holdout each shrink to a quarter of the weeks that
    the gaps leave, so that training keeps at least half.

    Raises:
        TooLittleHistoryError: a part is empty or all its customers have the same outcome.
    """
    ends = np.maximum(panel.matures, panel.dates + np.timedelta64(horizon_days, "D"))
    gap_days = int((ends - panel.dates).max() / _DAY)
    fitted = fit_windows(panel, windows=windows, gap_days=gap_days)

    holdout_from = panel.dates[-1] + _DAY - fitted.holdout_weeks * _WEEK
    holdout_from = panel.dates[np.searchsorted(panel.dates, holdout_from)]
    validation_stop = _first_unknown(panel, ends, by=holdout_from)
    if validation_stop == 0:
        raise _too_short(panel, horizon_days=horizon_days)
    validation_from = panel.dates[validation_stop - 1] + _DAY - fitted.validation_weeks * _WEEK
    validation_start = int(np.searchsorted(panel.dates, validation_from))
    train_stop = _first_unknown(panel, ends, by=panel.dates[validation_start])
    if train_stop == 0:
        raise _too_short(panel, horizon_days=horizon_days)
    train_from = panel.dates[train_stop - 1] + _DAY - fitted.training_weeks * _WEEK
    train_start = int(np.searchsorted(panel.dates, train_from))
    split = Split(
        train=panel.part(train_start, train_stop),
        validation=panel.part(validation_start, validation_stop),
        known=panel.part(train_start, validation_stop),
        holdout=panel.part(int(np.searchsorted(panel.dates, holdout_from)), len(panel)),
    )
    _check_classes(split, horizon_days=horizon_days)
    return split


def fit_windows(panel: Panel, *, windows: Windows, gap_days: int) -> Windows:
    """Return `windows`, with validation and holdout shortened where history is short."""
    span_days = int((panel.dates[-1] - panel.dates[0]) / _DAY) + 1
    weeks_left = max(0, span_days - 2 * gap_days) // 7
    share = max(1, weeks_left // 4)
    return Windows(
        training_weeks=windows.training_weeks,
        validation_weeks=min(windows.validation_weeks, share),
        holdout_weeks=min(windows.holdout_weeks, share),
    )


def _first_unknown(panel: Panel, ends: np.ndarray, *, by: np.datetime64) -> int:
    """Return the first row of the first date with an outcome that was not known `by` then."""
    unknown = np.flatnonzero(ends > by)
    if not len(unknown):
        return len(panel)
    return int(np.searchsorted(panel.dates, panel.dates[unknown[0]]))


def _too_short(panel: Panel, *, horizon_days: int) -> TooLittleHistoryError:
    """Return the error for a history that does not hold three parts and two gaps."""
    return TooLittleHistoryError(
        f"Outcomes are known from {panel.dates[0]} to {panel.dates[-1]}, too short for training, "
        f"validation and holdout with a gap of {horizon_days} days between them. Load more "
        f"history, or lower horizon_days (now {horizon_days})."
    )


def _check_classes(split: Split, *, horizon_days: int) -> None:
    """Raise TooLittleHistoryError when a part lacks churned or retained customers."""
    parts = {"training": split.train, "validation": split.validation, "holdout": split.holdout}
    for name, part in parts.items():
        positives = int(part.labels.sum())
        if positives in (0, len(part)):
            raise TooLittleHistoryError(
                f"The {name} period from {part.dates[0]} to {part.dates[-1]} has {len(part)} rows, "
                f"{positives} of them churned, and needs both churned and retained customers. "
                f"Load more history, or lower horizon_days (now {horizon_days})."
            )
