"""Say of every rung, in a sentence, why it is the champion or why it is not."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Final

from ml.evidence import Evidence, within
from ml.gates import BEATS_CHAMPION, CONFIRMS, ENOUGH, KEEPS_LIFT, WITHIN, Gate
from ml.params import MINIMUM_POSITIVES

_FIGURES: Final = "{candidate_value:.3f} against {reference_value:.3f}"
_ERROR: Final = " (standard error {error_size:.3f})."
_BEST: Final = (
    "Best on validation by {words} ({candidate_value:.3f}), with no simpler rung within one "
    "standard error, and confirmed on the holdout."
)
_SIMPLEST: Final = (
    "Simplest rung within one standard error of the best: {words} "
    + _FIGURES
    + " of {best}"
    + _ERROR
)
_STEPPED_DOWN: Final = (
    "The rungs above it are shut out by a gate or await approval: {words} on validation "
    + _FIGURES
    + " of {best}."
)
_NOT_NEEDED: Final = (
    "Not needed: {champion} is simpler and as good within one standard error; {words} on "
    "validation {candidate_value:.3f}."
)
_FEW: Final = "With fewer than {minimum} churned rows to learn from, the rule stands."
_ERRED: Final = "The gate {gate_name} could not be judged, and so is shut: {error}"
_OTHER: Final = (
    "Does not pass {gate_name}: {candidate_value:.3f} against {reference_value:.3f}{where}."
)
_SHORTCOMINGS: Final = {
    ENOUGH: "Only {candidate_value:.0f} churned rows to learn from, fewer than {minimum}.",
    WITHIN: "More than one standard error behind {best} on validation: {words} "
    + _FIGURES
    + _ERROR,
    KEEPS_LIFT: "Loses lift at capacity to a simpler rung on validation: " + _FIGURES + _ERROR,
    CONFIRMS: (
        "Does not lead a simpler rung by a standard error on the holdout: {words} "
        + _FIGURES
        + _ERROR
    ),
    BEATS_CHAMPION: (
        "Does not hold its own against the champion {incumbent} on the holdout: {words} "
        + _FIGURES
        + _ERROR
    ),
}


def reason_of(
    rung: str,
    *,
    champion: str | None,
    best: str,
    gates: Mapping[str, Gate],
    evidence: Evidence,
) -> str:
    """Return the sentence that says why `rung` is the champion, or why it is not."""
    if rung in evidence.waiting:
        return evidence.waiting[rung]
    shut = [gate for gate in gates.values() if gate.is_required and not gate.has_passed]
    hard = [gate for gate in shut if gate.gate_name != WITHIN]
    form, gate = _SHORTCOMINGS[WITHIN], gates[WITHIN]
    if rung == champion:
        form, gate, best = _praise(rung, evidence=evidence)
    elif not shut and evidence.positive_count < MINIMUM_POSITIVES:
        form = _FEW
    elif not shut or _is_not_needed(rung, champion=champion, hard=hard, evidence=evidence):
        form = _NOT_NEEDED
    elif hard:
        gate = hard[0]
        form = _ERRED if gate.error else _SHORTCOMINGS.get(gate.gate_name, _OTHER)
    return form.format(
        words=evidence.metric.replace("_", " "),
        best=best,
        champion=champion,
        incumbent=evidence.incumbent.model_version if evidence.incumbent else None,
        error_size=abs(gate.threshold),
        where=f" ({gate.detail})" if gate.detail else "",
        minimum=MINIMUM_POSITIVES,
        **{name: value for name, value in asdict(gate).items() if name != "detail"},
    )


def _praise(rung: str, *, evidence: Evidence) -> tuple[str, Gate, str]:
    """Return the form of the champion's sentence, its figures, and whom they compare it with."""
    values = {name: found.values[evidence.metric] for name, found in evidence.validation.items()}
    highest = max(values, key=lambda name: values[name])
    gate = within(rung, best=highest, evidence=evidence)
    if evidence.positive_count < MINIMUM_POSITIVES:
        return _FEW, gate, highest
    if rung == highest:
        return _BEST, gate, highest
    return _SIMPLEST if gate.has_passed else _STEPPED_DOWN, gate, highest


def _is_not_needed(
    rung: str, *, champion: str | None, hard: Sequence[Gate], evidence: Evidence
) -> bool:
    """Return whether all that a rung lacks is a lead over a champion that is simpler."""
    names = list(evidence.validation)
    if champion is None or names.index(champion) > names.index(rung):
        return False
    leads_only = all(gate.gate_name == CONFIRMS and not gate.error for gate in hard)
    return leads_only and bool(hard) and within(champion, best=rung, evidence=evidence).has_passed
