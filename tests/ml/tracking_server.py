"""A real tracking server on this machine, and recorded versions to mirror into it."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pandas as pd

PATIENCE = 90


@contextmanager
def serve(folder: Path) -> Iterator[str]:
    """Run `mlflow server` over a database in `folder`, and give its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    uri = f"http://127.0.0.1:{port}"
    command = [str(Path(sys.executable).with_name("mlflow")), "server", "--host", "127.0.0.1"]
    command += ["--port", str(port), "--backend-store-uri", f"sqlite:///{folder}/server.db"]
    command += ["--artifacts-destination", str(folder / "artifacts")]
    # Under gunicorn it needs none of the packages of its page and its assistants.
    command += ["--gunicorn-opts", "--workers 1 --threads 4 --graceful-timeout 1"]
    quiet = {"MLFLOW_DISABLE_TELEMETRY": "true", "MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false"}
    with (folder / "server.log").open("w") as log:
        server = subprocess.Popen(  # noqa: S603 (no shell, and no argument comes from outside)
            command, stdout=log, stderr=log, env={**os.environ, **quiet}, cwd=folder
        )
    try:
        _wait_for(uri, server=server, log=folder / "server.log")
        yield uri
    finally:
        server.terminate()
        server.wait(timeout=30)


def _wait_for(uri: str, *, server: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and server.poll() is None:
        try:
            with urllib.request.urlopen(f"{uri}/health", timeout=5):  # noqa: S310 (our own server)
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise AssertionError(f"The tracking server did not come up:\n{log.read_text()}")


def as_recorded(versions: pd.DataFrame) -> pd.DataFrame:
    """Return trained versions as dim_model_versions holds them."""
    return versions.assign(trained_at=pd.Timestamp("2026-06-01 06:30:00")).reset_index(drop=True)


def tables_of(versions: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return the tables that SQL makes of the reports of `versions`."""
    parts = {"metrics": [], "gates": []}
    for version in versions.to_dict("records"):
        report = json.loads(version["report"])
        for part, frames in parts.items():
            frames.append(pd.DataFrame(report[part]).assign(model_version=version["model_version"]))
    metrics = pd.concat(parts["metrics"], ignore_index=True).assign(cohort_date=pd.NaT)
    cards = pd.DataFrame(
        {
            "model_version": versions["model_version"],
            "card_markdown": "# Card of " + versions["model_version"],
            "card_html": "<h1>Card</h1>",
        }
    )
    return {
        "fct_model_metrics": metrics,
        "fct_promotion_gates": pd.concat(parts["gates"], ignore_index=True),
        "rpt_model_card": cards,
    }
