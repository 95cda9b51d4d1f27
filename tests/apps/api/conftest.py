"""A server of our own on a free port, over publications that a test makes."""

import json
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
import uvicorn

from apps.api.app import create_app
from apps.api.keys import SCOPES, KeyRing, make_key
from apps.api.limits import RateLimit
from tests.apps.api.maker import publish_version

SECRET, KEY = make_key("tests", scopes=frozenset(SCOPES))
Serve = Callable[..., "Client"]


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    text: str

    @property
    def content(self) -> Any:
        """Return the JSON of it."""
        return json.loads(self.text)


@dataclass(frozen=True)
class Client:
    """Whoever asks the server at `url`."""

    url: str

    def get(
        self,
        path: str,
        *,
        secret: str | None = SECRET,
        method: str = "GET",
        headers: Mapping[str, str] | None = None,
        **parameters: object,
    ) -> Answer:
        """Ask for a path, with a key."""
        asked = f"{self.url}{path}"
        asked += f"?{urlencode(parameters, doseq=True)}" if parameters else ""
        sent = dict(headers or {}) | ({"Authorization": f"Bearer {secret}"} if secret else {})
        request = urllib.request.Request(asked, headers=sent, method=method)  # noqa: S310
        try:
            with urllib.request.urlopen(request) as answer:  # noqa: S310 (our own server)
                return Answer(answer.status, answer.headers, answer.read().decode())
        except urllib.error.HTTPError as error:
            with error:
                return Answer(error.code, error.headers, error.read().decode())


@contextmanager
def serving(folder: Path, *, keys: str = str(KEY), per_second: float = 1e6) -> Iterator[Client]:
    """Run the API over a folder of publications."""
    limit = RateLimit(per_second, burst=max(1, round(per_second)), clock=time.monotonic)
    app = create_app(folder, keys=KeyRing({"API_KEYS": keys}), limit=limit)
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="critical", access_log=False))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield Client(f"http://127.0.0.1:{port}")
    finally:
        server.should_exit = True
        thread.join()


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with one publication, which no test changes."""
    folder = tmp_path_factory.mktemp("published")
    publish_version(folder, version=1)
    return folder


@pytest.fixture(scope="session")
def client(published: Path) -> Iterator[Client]:
    """Return a client of a server over that publication."""
    with serving(published) as running:
        yield running
