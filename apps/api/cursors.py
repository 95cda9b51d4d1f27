"""Where a list goes on: an opaque word that names the publication its first page came from.

So all pages come from one publication, also where another one is published between two of them.
A cursor opens nothing that its reader may not see anyway, so it is checked and not signed.
"""

import base64
import binascii
import hashlib
import json
from dataclasses import dataclass

from apps.api.problems import ProblemError


@dataclass(frozen=True)
class Place:
    """The last row of a page: its place in the order, in which publication."""

    run_id: str
    after: int


def write_cursor(place: Place, *, question: object) -> str:
    """Return the cursor of the page after `place`, for the same question only."""
    text = json.dumps([place.run_id, _fingerprint(question), place.after])
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read_cursor(cursor: str, *, question: object) -> Place:
    """Return where to go on.

    Raises:
        ProblemError: it is no cursor, or one of another question.
    """
    match _decode(cursor):
        case [str(run_id), str(fingerprint), int(after)] if abs(after) < 2**63:
            if fingerprint != _fingerprint(question):
                raise ProblemError(
                    400,
                    "The cursor belongs to other filters: repeat those of the first page, or "
                    "start again without the cursor.",
                )
            return Place(run_id, after)
        case _:
            raise ProblemError(
                400,
                "The cursor is none of ours: take next_cursor of the page before, or start "
                "without one.",
            )


def _decode(cursor: str) -> object:
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        return json.loads(text)
    except (binascii.Error, ValueError, RecursionError):
        return None


def _fingerprint(question: object) -> str:
    return hashlib.sha256(repr(question).encode()).hexdigest()[:16]
