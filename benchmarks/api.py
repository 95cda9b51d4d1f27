"""`python -m benchmarks.api`: how long one customer takes, asked steadily, in a large publication.

Requests leave on a fixed schedule, whether the ones before were answered or not, and each is timed
from the moment it was due: a slow answer shows in those behind it too.
"""

import argparse
import http.client
import os
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from apps.api.keys import make_key
from apps.reading import add_folder, open_publication
from benchmarks.large import enlarge
from benchmarks.machine import describe_machine

CONNECTIONS = 8
START_SECONDS = 60
LISTED = "select customer_id from rpt_customers_at_risk order by hash(customer_id) limit 10000"
SIZES = """
    select (select count(*) from dim_customers), (select count(*) from rpt_customers_at_risk),
        (select count(*) from fct_churn_scores), (select count(*) from fct_churn_score_reasons)
"""


@dataclass
class Load:
    """Requests on a schedule, and the seconds each took from when it was due."""

    port: int
    secret: str
    paths: list[str]
    per_second: float
    seconds: list[float] = field(default_factory=list)
    failures: list[int] = field(default_factory=list)

    def run(self) -> None:
        """Send all of them over a few connections, and return once all are answered."""
        start = time.perf_counter() + 0.5
        threads = [
            threading.Thread(target=self._send, args=(number, start))
            for number in range(CONNECTIONS)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _send(self, number: int, start: float) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self.port)
        headers = {"Authorization": f"Bearer {self.secret}"}
        for place in range(number, len(self.paths), CONNECTIONS):
            due = start + place / self.per_second
            time.sleep(max(0.0, due - time.perf_counter()))
            connection.request("GET", self.paths[place], headers=headers)
            answer = connection.getresponse()
            answer.read()
            self.seconds.append(time.perf_counter() - due)
            if answer.status != 200:
                self.failures.append(answer.status)
        connection.close()


@contextmanager
def serving(folder: Path) -> Iterator[tuple[int, str]]:
    """Run `mainstay serve` over a folder; yield its port and a key."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    secret, key = make_key("bench", scopes=frozenset({"customers"}))
    command = [sys.executable, "-m", "apps.cli", "serve", "--port", str(port), "--in", str(folder)]
    server = subprocess.Popen(  # noqa: S603 (no shell, and nothing comes from outside)
        [*command, "--per-second", "100000"], env={**os.environ, "API_KEYS": str(key)}
    )
    try:
        _wait_for(port)
        yield port, secret
    finally:
        server.terminate()
        server.wait()


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port)
            connection.request("GET", "/health")
            if connection.getresponse().status == 200:
                return
        except OSError:
            pass  # it does not listen yet
        if time.monotonic() > deadline:
            raise TimeoutError("The server does not answer: its own lines above say why.")
        time.sleep(0.1)


def measure(folder: Path, *, per_second: float, seconds: float) -> list[str]:
    """Return a line per question: percentiles of the milliseconds it takes."""
    with open_publication(folder) as connection:
        customers = [row[0] for row in connection.execute(LISTED).fetchall()]
        (sizes,) = connection.execute(SIZES).fetchall()
    lines = [
        "{:,} customers, {:,} in service, {:,} scores, {:,} reasons".format(*sizes),
        describe_machine(),
    ]
    draw = random.Random(1)  # noqa: S311 (which customer is asked for is no secret)
    with serving(folder) as (port, secret):
        for question in ("risk", "history"):
            count = round(per_second * seconds)
            paths = [f"/customers/{draw.choice(customers)}/{question}" for _ in range(count)]
            Load(port, secret, paths[: round(per_second)], per_second).run()
            load = Load(port, secret, paths, per_second)
            load.run()
            lines.append(_line(question, load))
    return lines


def _line(question: str, load: Load) -> str:
    parts = statistics.quantiles([1000 * each for each in load.seconds], n=1000)
    shown = ", ".join(
        f"{name} {parts[place - 1]:.1f} ms"
        for name, place in (("p50", 500), ("p95", 950), ("p99", 990), ("p99.9", 999))
    )
    return (
        f"{question}: {len(load.seconds)} requests at {load.per_second:g} a second: {shown}, "
        f"{len(load.failures)} not answered with 200"
    )


def main() -> None:
    """Make the publication, measure, and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.api", description=__doc__)
    parser.add_argument("--customers", type=int, default=200_000)
    parser.add_argument("--per-second", type=float, default=50.0)
    parser.add_argument("--seconds", type=float, default=60.0)
    add_folder(parser)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="mainstay-bench-") as scratch:
        folder = Path(scratch)
        enlarge(arguments.folder, folder=folder, customers=arguments.customers)
        lines = measure(folder, per_second=arguments.per_second, seconds=arguments.seconds)
    print("\n".join(lines))


if __name__ == "__main__":
    main()
