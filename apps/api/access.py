"""Who may ask: a bearer key with the scope that a route needs, not too often."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Final

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from apps.api.keys import KeyRing
from apps.api.limits import RateLimit
from apps.api.problems import ProblemError

BEARER: Final = HTTPBearer(
    auto_error=False,
    scheme_name="key",
    description="A key made by `mainstay api-key`. Its scopes say which addresses it opens.",
)
Credentials = Annotated[HTTPAuthorizationCredentials | None, Depends(BEARER)]


def requires(scope: str) -> Callable[[Request, Credentials], Awaitable[None]]:
    """Return what lets a request in that has a key of `scope`."""

    async def admit(request: Request, credentials: Credentials) -> None:
        keys: KeyRing = request.app.state.keys
        key = keys.find(credentials.credentials) if credentials else None
        host = request.client.host if request.client else ""
        _slow_down(request.app.state.limit, name=f"key {key.name}" if key else f"host {host}")
        if key is None:
            raise ProblemError(
                401,
                "A key is needed: send it as `Authorization: Bearer mainstay_...`; whoever runs "
                "this server makes one with `mainstay api-key`.",
                headers={"WWW-Authenticate": "Bearer"},
            )
        if scope not in key.scopes:
            raise ProblemError(
                403, f"The key {key.name} lacks the scope {scope}: ask for one that has it."
            )

    return admit


def _slow_down(limit: RateLimit, *, name: str) -> None:
    seconds = limit.wait_for(name)
    if seconds:
        raise ProblemError(
            429,
            f"More than {limit.per_second:g} requests a second: ask again in {seconds} s.",
            headers={"Retry-After": str(seconds)},
        )
