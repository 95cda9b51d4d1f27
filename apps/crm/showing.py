"""What a push would send, or has sent, as text."""

import json
from collections import Counter
from collections.abc import Sequence

from apps.crm.pushing import Result
from apps.crm.tasks import Change, Field


def planned(changes: Sequence[Change], *, name: str, held_count: int) -> str:
    """Return what would be sent, field by field, in the very values that are sent."""
    head = f"{name}: {_counted(changes)} would be sent; {held_count:,} received before."
    return "\n".join([head, *(line for change in changes for line in _lines(change))])


def pushed(results: Sequence[Result], *, name: str, held_count: int) -> str:
    """Return what was sent, and what was refused with the CRM's own words."""
    sent = [result.change for result in results if result.error is None]
    failed = [result for result in results if result.error is not None]
    head = f"{name}: {_counted(sent)} sent, {len(failed):,} failed; {held_count:,} received before."
    reasons = Counter(result.error for result in failed)
    first = {result.error: result.change.task_id for result in reversed(failed)}
    return "\n".join(
        [
            head,
            *(
                f"  {count:,} of them, such as {first[error]}: {error}"
                for error, count in reasons.most_common()
            ),
        ]
    )


def _counted(changes: Sequence[Change]) -> str:
    new = sum(change.is_new for change in changes)
    return f"{new:,} new and {len(changes) - new:,} changed"


def _lines(change: Change) -> list[str]:
    """Return a task's fields: all of a new one, and what differs of another."""
    held = change.held or {}
    lines = [f"{'+' if change.is_new else '~'} {change.task_id} of {_quoted(change.customer_id)}"]
    for field, value in change.fields.items():
        if field not in held:
            lines.append(f"    {field}: {_quoted(value)}")
        elif held[field] != value:
            lines.append(f"    {field}: {_quoted(held[field])} -> {_quoted(value)}")
    return lines


def _quoted(value: Field) -> str:
    """Return a value as JSON on one line that cannot steer a terminal."""
    text = json.dumps(value, ensure_ascii=False)
    return "".join(
        character if character.isprintable() else json.dumps(character)[1:-1] for character in text
    )
