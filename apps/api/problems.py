"""Every error is a sentence, as `application/problem+json` (RFC 9457)."""

import json
import logging
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, Final

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from apps.text import cut

MEDIA_TYPE: Final = "application/problem+json"
SCHEMA: Final[dict[str, Any]] = {
    "type": "object",
    "description": "What went wrong, which value, and what to do (RFC 9457).",
    "required": ["type", "title", "status", "detail"],
    "additionalProperties": False,
    "properties": {
        "type": {"type": "string", "const": "about:blank"},
        "title": {"type": "string", "description": "The name of the status."},
        "status": {"type": "integer", "description": "The status again."},
        "detail": {"type": "string", "description": "One sentence for whoever made the request."},
    },
}
SENTENCES: Final = {
    404: "There is nothing at this address: /openapi.json lists what there is.",
    405: "Nothing here is changed, only read: use GET.",
}
INSIDE: Final = "This could not be answered for a reason inside the server, which its log has."
SHOWN_CHARACTERS: Final = 100
_log = logging.getLogger(__name__)


class ProblemError(Exception):
    """End a request with a status and a sentence."""

    def __init__(
        self, status: int, detail: str, *, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(detail)
        self.status, self.detail, self.headers = status, detail, headers


def render_json(content: object) -> bytes:
    """Return JSON that stays text even where somebody pastes it into a page."""
    text = json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text.encode("utf-8", "replace")


def render_problem(
    status: int, detail: str, *, headers: Mapping[str, str] | None = None
) -> Response:
    """Return the answer that carries a problem."""
    problem = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
    }
    return Response(
        render_json(problem), status_code=status, headers=headers, media_type=MEDIA_TYPE
    )


def add_handlers(app: FastAPI) -> None:
    """Let no error of `app` leave in another form."""
    app.add_exception_handler(ProblemError, _answer_problem)
    app.add_exception_handler(HTTPException, _answer_http)
    app.add_exception_handler(RequestValidationError, _answer_validation)
    app.add_exception_handler(Exception, _answer_unexpected)


async def _answer_problem(_: Request, error: Exception) -> Response:
    assert isinstance(error, ProblemError)  # noqa: S101 (it is registered for these)
    return render_problem(error.status, error.detail, headers=error.headers)


async def _answer_http(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101
    detail = SENTENCES.get(error.status_code, str(error.detail))
    return render_problem(error.status_code, detail, headers=error.headers)


async def _answer_validation(_: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101
    return render_problem(422, _sentence(error.errors()))


async def _answer_unexpected(_: Request, error: Exception) -> Response:
    _log.error("A request failed.", exc_info=error)
    return render_problem(500, INSIDE)


def _sentence(errors: Sequence[Mapping[str, Any]]) -> str:
    """Return what is wrong with the first value that does not fit."""
    first = errors[0]
    # Where it stands (path or query), its name, and then what only the parser knows.
    name = cut(str(first["loc"][1]), SHOWN_CHARACTERS)
    if first["type"] == "extra_forbidden":
        return f"There is no parameter '{name}': /openapi.json lists those that there are."
    value = cut(str(first.get("input")), SHOWN_CHARACTERS)
    expected = str(first["msg"]).removeprefix("Value error, ").rstrip(".")
    return f"{name} is '{value}': {expected[:1].lower()}{expected[1:]}."
