"""What leaves: JSON of one publication, with its name, and nothing where the reader has it."""

import math
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from fastapi import Request, Response

from apps.api.problems import render_json
from apps.api.publication import Publication, Row

# Part of every ETag: a release of ours that answers in another form raises it.
FORM: Final = "1"


def to_json(value: Any) -> Any:
    """Return a value of DuckDB as JSON has it; what is no number is null, and times are UTC."""
    match value:
        case datetime():
            return value.isoformat() + "Z"
        case date():
            return value.isoformat()
        case Decimal():
            return float(value)
        case float() if not math.isfinite(value):
            return None
        case None | bool() | int() | float() | str():
            return value
        case _:
            return str(value)


def rows_to_json(rows: list[Row]) -> list[Row]:
    """Return rows whose values are JSON."""
    return [{name: to_json(value) for name, value in row.items()} for row in rows]


def answer(request: Request, publication: Publication, content: Row) -> Response:
    """Return the content with its ETag, or 304 where the reader has it already."""
    etag = f'"{publication.run_id}-{FORM}"'
    headers = {"ETag": etag, "Cache-Control": "private, no-cache", "Vary": "Authorization"}
    if _has_it(request.headers.get("if-none-match", ""), etag=etag):
        return Response(status_code=304, headers=headers)
    return Response(
        render_json({"run_id": publication.run_id, **content}),
        headers=headers,
        media_type="application/json",
    )


def _has_it(asked: str, *, etag: str) -> bool:
    # Weak comparison, as RFC 9110 wants it here: a proxy that compresses marks the tag by W/.
    tags = [tag.strip().removeprefix("W/") for tag in asked.split(",")]
    return "*" in tags or etag in tags
