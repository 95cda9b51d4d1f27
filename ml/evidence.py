"""What the choice of a champion rests on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ml.gates import WITHIN, Gate, Incumbent, guarded, leads
from ml.metrics import Measurement


@dataclass(frozen=True)
class Evidence:
    """All that a choice rests on.

    `validation` and `holdout` hold the measurement of every rung in order, the simplest first,
    each all on the same replicates; the holdout played no part so far. `others` are further
    gates of a rung, already judged. `waiting` says of a rung without approval what it waits for.
    """

    validation: Mapping[str, Measurement]
    holdout: Mapping[str, Measurement]
    positive_count: int
    metric: str
    others: Mapping[str, Sequence[Gate]] = field(default_factory=dict)
    waiting: Mapping[str, str] = field(default_factory=dict)
    incumbent: Incumbent | None = None


def within(rung: str, *, best: str, evidence: Evidence) -> Gate:
    """Ask for a place within one standard error of the best that stand for election."""
    measured, metric = evidence.validation, evidence.metric
    return guarded(WITHIN, lambda: leads(measured[rung], measured[best], metric=metric, by=-1.0))
