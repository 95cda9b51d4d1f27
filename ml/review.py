"""Put every candidate before the gates that look at one candidate, or at the rows, alone."""

from collections.abc import Mapping, Sequence

from ml.alarms import row_gates
from ml.errors import ModelError
from ml.estimators import EXPLAINED_BY_FEATURES
from ml.gates import Gate, Incumbent, guarded
from ml.numerics import Floats
from ml.report import Row
from ml.rungs import Draws, Judged
from ml.segments import NO_MISCALIBRATED, NO_WORSE, no_segment_is_miscalibrated, no_segment_is_worse
from ml.soundness import (
    CALIBRATED,
    SIGNS,
    SLOPE,
    STEADY,
    calibration_error,
    calibration_slope,
    signs_agree,
    steady,
)
from ml.split import Split


def review(
    rungs: Mapping[str, Judged],
    *,
    split: Split,
    draws: Draws,
    incumbent: Incumbent | None,
    importances: Mapping[str, Sequence[Row]],
    expected: Mapping[str, str],
    horizon_days: int,
    seed: int,
) -> dict[str, list[Gate]]:
    """Return the gates of every rung that learns from features, the others have none.

    Where there is no champion yet, segments are compared with the rung below.
    """
    learned = [name for name in rungs if name in EXPLAINED_BY_FEATURES]
    shared = row_gates(split, horizon_days=horizon_days, seed=seed)
    below = dict(zip(list(rungs)[1:], rungs.values(), strict=False))
    return {
        name: [
            *_own_gates(rungs[name], split=split, draws=draws),
            _signs(importances[name], expected=expected),
            _segments(rungs[name], below[name], split=split, draws=draws, incumbent=incumbent),
            *shared,
        ]
        for name in learned
    }


def _signs(importances: Sequence[Row], *, expected: Mapping[str, str]) -> Gate:
    """Judge the gate on the signs of one rung."""
    return guarded(SIGNS, lambda: signs_agree(importances, expected=expected))


def _segments(
    rung: Judged, below: Judged, *, split: Split, draws: Draws, incumbent: Incumbent | None
) -> Gate:
    """Judge the gate that compares one rung in every segment."""

    def compared() -> Gate:
        said = rung.holdout_probability
        reference = _reference(incumbent, below=below.holdout_probability)
        return no_segment_is_worse(split.holdout, said, reference=reference, draws=draws.holdout)

    return guarded(NO_WORSE, compared)


def _own_gates(rung: Judged, *, split: Split, draws: Draws) -> list[Gate]:
    """Return the gates that need nothing but the rung and the rows that it was judged on."""

    def steady_weeks() -> Gate:
        validation = (split.validation, rung.validation_probability, draws.validation)
        return steady([validation, (split.holdout, rung.holdout_probability, draws.holdout)])

    def segments() -> Gate:
        said = rung.holdout_probability
        return no_segment_is_miscalibrated(split.holdout, said, draws=draws.holdout)

    return [
        guarded(CALIBRATED, lambda: calibration_error(rung.holdout)),
        guarded(SLOPE, lambda: calibration_slope(rung.holdout)),
        guarded(STEADY, steady_weeks),
        guarded(NO_MISCALIBRATED, segments),
    ]


def _reference(incumbent: Incumbent | None, *, below: Floats) -> Floats:
    """Return what the champion says of the holdout, or the rung below where there is none."""
    if incumbent is None:
        return below
    if incumbent.probability is None:
        raise ModelError(str(incumbent.error))
    return incumbent.probability
