"""Send what is due in batches, try again where that can help, and keep the outbox."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from apps.crm.outbox import Outbox
from apps.crm.targets import Target
from apps.crm.tasks import Change, Outcome
from apps.delivery import WAITS_SECONDS, Clock, DeliveryError, keep_trying

NOT_SAID = "The CRM's answer did not name this task."


@dataclass(frozen=True)
class Result:
    """What became of one change; `error` is None once the CRM holds it."""

    change: Change
    error: str | None


def push(
    changes: Sequence[Change],
    *,
    due: Iterable[str],
    target: Target,
    outbox: Outbox,
    clock: Clock,
    progress: Callable[[str], None],
) -> list[Result]:
    """Send every change; what is refused stops none of the others, and stays for the next push.

    Where the CRM stayed silent for all attempts, later batches have one attempt each.
    """
    outbox.queue(changes, due=due)
    size = target.batch_size(len(changes))
    waits: tuple[float, ...] = WAITS_SECONDS
    results: list[Result] = []
    for start in range(0, len(changes), size):
        batch = _Batch(changes[start : start + size], target=target, outbox=outbox, clock=clock)
        silence = keep_trying(batch.attempt, clock=clock, waits=waits)
        if silence and silence.may_succeed_later and not batch.has_been_answered:
            waits = ()
        results += batch.results()
        if len(changes) > size:
            progress(f"{len(results):,} of {len(changes):,} tasks")
    return results


class _Batch:
    """Tasks that are sent together, and again without those that need it no more."""

    def __init__(
        self, changes: Sequence[Change], *, target: Target, outbox: Outbox, clock: Clock
    ) -> None:
        self._all, self._open = list(changes), list(changes)
        self._target, self._outbox, self._clock = target, outbox, clock
        self._errors: dict[str, str | None] = {}
        self.has_been_answered = False

    def attempt(self) -> DeliveryError | None:
        """Send what is open once; return why another attempt is wanted, or why none would help."""
        at = self._clock.read()
        self._outbox.begin(self._open, at=at)
        try:
            outcomes = _complete(self._target.deliver(self._open, at=at), of=self._open)
        except DeliveryError as error:
            self._settle([Outcome(change.task_id, error=str(error)) for change in self._open])
            return error
        self.has_been_answered = True
        self._settle(outcomes)
        again = {outcome.task_id for outcome in outcomes if outcome.may_succeed_later}
        self._open = [change for change in self._open if change.task_id in again]
        if not self._open:
            return None
        return DeliveryError(f"{len(self._open)} tasks were refused.", may_succeed_later=True)

    def results(self) -> list[Result]:
        """Return what became of each task by now."""
        return [Result(change, self._errors[change.task_id]) for change in self._all]

    def _settle(self, outcomes: list[Outcome]) -> None:
        self._outbox.settle(self._open, outcomes=outcomes)
        self._errors |= {outcome.task_id: outcome.error for outcome in outcomes}


def _complete(outcomes: list[Outcome], *, of: list[Change]) -> list[Outcome]:
    """Return one outcome per task, whatever the answer left out or added."""
    said = {outcome.task_id: outcome for outcome in outcomes}
    return [
        said.get(change.task_id) or Outcome(change.task_id, error=NOT_SAID, may_succeed_later=True)
        for change in of
    ]
