"""Choose the champion: the simplest rung that is as good as the best, and say why."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Final

from ml.estimators import EXPLAINED_BY_FEATURES
from ml.evidence import Evidence, within
from ml.gates import (
    BEATS_CHAMPION,
    CONFIRMS,
    ENOUGH,
    KEEPS_LIFT,
    LIFT,
    WITHIN,
    Gate,
    beats_champion,
    enough_positives,
    guarded,
    is_open,
    leads,
)
from ml.params import MINIMUM_POSITIVES
from ml.verdicts import reason_of

_PROMOTES: Final = "Approved, and through every gate required of it."
_KEEPS: Final = "Keeps {incumbent}: no candidate is both approved and through its gates."
_NOBODY: Final = (
    "Nobody is champion: no candidate is both approved and through its gates; scores are kept in "
    "the shadow. Review the candidates and add a row to seeds/model_approvals.csv."
)


@dataclass(frozen=True)
class Decision:
    """The champion, or None where nobody takes the place; every rung's sentence and gates."""

    champion: str | None
    record: Mapping[str, str | None]
    reasons: Mapping[str, str]
    gates: Mapping[str, list[dict[str, object]]]


def choose(evidence: Evidence) -> Decision:
    """Choose the champion of a ladder.

    1. A rung stands for election when it is approved and has passed every gate required of it.
    2. The simplest of them that is within one standard error of their best on validation wins.
    3. Where none stands, the champion of now stays; without one there is none.

    The rule needs no gate but that against the champion of now: it is what stands when nothing
    learned does.
    """
    gates: dict[str, dict[str, Gate]] = {}
    standing: list[str] = []
    for rung in evidence.validation:
        gates[rung] = _gates_of(rung, standing=standing, evidence=evidence)
        if rung not in evidence.waiting and is_open(gates[rung]):
            standing.append(rung)
    if evidence.positive_count < MINIMUM_POSITIVES and "rule" in standing:
        standing = ["rule"]
    metric = evidence.metric
    best = max(
        standing or evidence.validation, key=lambda name: evidence.validation[name].values[metric]
    )
    gates = {
        rung: {WITHIN: within(rung, best=best, evidence=evidence), **found}
        for rung, found in gates.items()
    }
    champion = next((rung for rung in standing if gates[rung][WITHIN].has_passed), None)
    return Decision(
        champion=champion,
        record=_record(champion, evidence=evidence),
        reasons={
            rung: reason_of(rung, champion=champion, best=best, gates=found, evidence=evidence)
            for rung, found in gates.items()
        },
        gates={rung: [asdict(gate) for gate in found.values()] for rung, found in gates.items()},
    )


def best_simpler(rung: str, *, standing: Sequence[str], evidence: Evidence) -> str | None:
    """Return the best on validation of the rungs below, of those that stand where any does.

    Of equals it is the simplest.
    """
    names = list(evidence.validation)
    below = names[: names.index(rung)]
    named = [name for name in below if name in standing] or below
    values = {name: evidence.validation[name].values[evidence.metric] for name in named}
    return max(named, key=lambda name: values[name], default=None)


def _gates_of(rung: str, *, standing: Sequence[str], evidence: Evidence) -> dict[str, Gate]:
    """Return the gates before a rung that do not depend on those above it."""
    gates = []
    if rung in EXPLAINED_BY_FEATURES:
        gates.append(guarded(ENOUGH, lambda: enough_positives(evidence.positive_count)))
    below = best_simpler(rung, standing=standing, evidence=evidence)
    if below is not None:
        is_required = rung in EXPLAINED_BY_FEATURES and below in standing
        gates += _gates_above(rung, below, is_required=is_required, evidence=evidence)
    incumbent, holdout = evidence.incumbent, evidence.holdout[rung]
    if incumbent is not None:
        gates.append(
            guarded(
                BEATS_CHAMPION,
                lambda: beats_champion(rung, holdout, incumbent=incumbent, metric=evidence.metric),
            )
        )
    return {gate.gate_name: gate for gate in [*gates, *evidence.others.get(rung, ())]}


def _gates_above(rung: str, below: str, *, is_required: bool, evidence: Evidence) -> list[Gate]:
    """Return the gates that hold a rung against a simpler one.

    The family of the champion has confirmed its lead before: it must only not have lost it.
    """
    validation, holdout = evidence.validation, evidence.holdout
    is_retrain = evidence.incumbent is not None and evidence.incumbent.algorithm == rung
    by = -1.0 if is_retrain else 1.0

    def keeps_lift() -> Gate:
        return leads(validation[rung], validation[below], metric=LIFT, by=-1.0)

    def confirms() -> Gate:
        return leads(holdout[rung], holdout[below], metric=evidence.metric, by=by)

    return [
        guarded(KEEPS_LIFT, keeps_lift, is_required=is_required),
        guarded(CONFIRMS, confirms, is_required=is_required),
    ]


def _record(champion: str | None, *, evidence: Evidence) -> dict[str, str | None]:
    """Return what became of the place of the champion: outcome, who holds it, and why.

    A champion that is promoted has no name before its artifact is written, so its family stands.
    """
    if champion is not None:
        return {"outcome": "promoted", "champion": champion, "reason": _PROMOTES}
    if evidence.incumbent is not None:
        name = evidence.incumbent.model_version
        return {"outcome": "kept", "champion": name, "reason": _KEEPS.format(incumbent=name)}
    return {"outcome": "nobody", "champion": None, "reason": _NOBODY}
