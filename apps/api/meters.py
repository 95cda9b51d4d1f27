"""What is measured: requests and their seconds by route, and which publication is shown."""

import time
from collections.abc import Mapping
from typing import Final

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.exposition import generate_latest
from starlette.types import ASGIApp, Message, Receive, Scope, Send

SECONDS: Final = (0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)
METHODS: Final = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


class Meters:
    """The counts of one server; labels come from routes, never from what was asked."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "mainstay_api_requests",
            "Requests that were answered.",
            ("route", "method", "status"),
            registry=self._registry,
        )
        self._seconds = Histogram(
            "mainstay_api_request_seconds",
            "Seconds until a request was answered.",
            ("route",),
            buckets=SECONDS,
            registry=self._registry,
        )
        self._publication = Gauge(
            "mainstay_publication_info",
            "The publication that is shown.",
            ("run_id", "as_of_date", "model_version"),
            registry=self._registry,
        )

    def count(self, scope: Scope, *, status: int, seconds: float) -> None:
        """Count one answer."""
        route = getattr(scope.get("route"), "path_format", "other")
        method = scope["method"] if scope["method"] in METHODS else "other"
        self._requests.labels(route, method, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def expose(self, run: Mapping[str, str]) -> tuple[bytes, str]:
        """Return everything in Prometheus' text form, and its media type."""
        self._publication.clear()
        self._publication.labels(
            *(str(run[name]) for name in ("run_id", "as_of_date", "model_version"))
        ).set(1)
        return generate_latest(self._registry), CONTENT_TYPE_LATEST


class Metered:
    """Measure every request around everything else, and let no browser guess a type."""

    def __init__(self, app: ASGIApp, *, meters: Meters) -> None:
        self._app, self._meters = app, meters

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on and count its answer."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started, status = time.perf_counter(), 500

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"].append((b"x-content-type-options", b"nosniff"))
            await send(message)

        try:
            await self._app(scope, receive, noted)
        finally:
            self._meters.count(scope, status=status, seconds=time.perf_counter() - started)
