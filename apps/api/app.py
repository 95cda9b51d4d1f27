"""The application, put together from its parts."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI

from apps.api.answers import FORM
from apps.api.keys import KeyRing
from apps.api.limits import RateLimit
from apps.api.meters import Metered, Meters
from apps.api.openapi import describe_with
from apps.api.problems import add_handlers
from apps.api.rack import Rack
from apps.api.routes import router


def create_app(folder: Path, *, keys: KeyRing, limit: RateLimit) -> FastAPI:
    """Return the API over the publications of `folder`."""
    rack = Rack(folder)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        rack.close()

    # Its pages of documentation would be loaded from elsewhere; the description itself is ours.
    app = FastAPI(
        title="Mainstay",
        version=FORM,
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    app.state.rack, app.state.keys, app.state.limit = rack, keys, limit
    app.state.meters = Meters()
    app.add_middleware(Metered, meters=app.state.meters)
    app.include_router(router)
    add_handlers(app)
    describe_with(app, rack)
    return app
