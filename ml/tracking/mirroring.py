"""Bring a tracking server up to date with the recorded versions, and never fail for its sake."""

import os
import time
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from ml.schema import MIRRORED_VERSIONS
from ml.tracking.describing import Description, describe

if TYPE_CHECKING:
    from ml.tracking.sending import Server

# Published tables that are told, each by `model_version`. A model card is told where there is one.
MIRRORED: Final = ("fct_model_metrics", "fct_promotion_gates", "rpt_model_card")
# A server that is slow rather than silent may take so long of a build; the next build goes on.
PATIENCE_SECONDS: Final = 120.0
# After so many failures the server is at fault, not a version.
_FAILURES_TO_STOP: Final = 2
# A build neither waits minutes for a silent server nor tells a third party that it uses MLflow.
_SETTINGS: Final = {
    "MLFLOW_DISABLE_TELEMETRY": "true",
    "MLFLOW_HTTP_REQUEST_TIMEOUT": "10",
    "MLFLOW_HTTP_REQUEST_MAX_RETRIES": "2",
}

Fetch = Callable[[str], Mapping[str, Any]]


@dataclass(frozen=True)
class Told:
    """What became of a mirroring: a row per version, and a sentence where something waits."""

    versions: pd.DataFrame
    warning: str = ""


def mirror(
    versions: pd.DataFrame,
    *,
    tables: Mapping[str, pd.DataFrame],
    champion: str,
    fetch: Fetch,
    patience: float = PATIENCE_SECONDS,
) -> Told:
    """Make every version a run of the server that MLFLOW_TRACKING_URI names.

    A run that says already what is to be said is left alone; one that a kill left half told, or
    that has more to tell since, is completed. Whatever goes wrong is a sentence and never an
    error: the warehouse is the record, and the next build catches up.

    Args:
        versions: rows of model versions; neither artifact nor report is needed.
        tables: those of MIRRORED that there are.
        champion: the version that scores the newest date, empty where there is none.
        fetch: gives the whole row of a version, its artifact included; called where it is sent.
        patience: seconds after which no further version is begun.
    """
    ordered = versions.sort_values(["trained_as_of_date", "rung", "model_version"])
    states = dict.fromkeys(ordered["model_version"], ("waiting", ""))
    # What MLflow warns of is about its own code.
    with warnings.catch_warnings(action="ignore"):
        # Whatever a server does, a build must not depend on it: hence every kind of exception.
        try:
            failures = _mirror_each(
                ordered, states=states, tables=tables, champion=champion, fetch=fetch, wait=patience
            )
        except Exception as error:
            failures = [error]
    return _told(states, failures=failures)


def _mirror_each(
    ordered: pd.DataFrame,
    *,
    states: dict[str, tuple[str, str]],
    tables: Mapping[str, pd.DataFrame],
    champion: str,
    fetch: Fetch,
    wait: float,
) -> list[Exception]:
    """Fill `states`, and return why single versions could not be told."""
    deadline = time.monotonic() + wait
    server = _reach()
    failures: list[Exception] = []
    for version in ordered.to_dict("records"):
        if time.monotonic() > deadline:
            raise TimeoutError(f"it took more than {wait:g} s")
        told = _described(version, tables)
        try:
            states[told.model_version] = _bring_up_to_date(server, told, fetch=fetch)
        except Exception as error:
            # One version that cannot be told must not keep the others waiting for ever.
            failures.append(error)
            if len(failures) >= _FAILURES_TO_STOP:
                raise
    champions = ordered[ordered["stage"] == "champion"]["model_version"].tolist()
    server.register([*champions, champion], champion=champion)
    return failures


def _reach() -> "Server":
    """Import MLflow, which whoever mirrors nothing need not have, and return the server."""
    for name, value in _SETTINGS.items():
        os.environ.setdefault(name, value)
    from ml.tracking.sending import Server

    return Server.reach()


def _described(version: Mapping[Any, Any], tables: Mapping[str, pd.DataFrame]) -> Description:
    parts = {
        name: frame[frame["model_version"] == version["model_version"]]
        for name, frame in tables.items()
    }
    return describe(
        version,
        metrics=parts["fct_model_metrics"],
        gates=parts["fct_promotion_gates"],
        cards=parts.get("rpt_model_card", pd.DataFrame()),
    )


def _bring_up_to_date(server: "Server", told: Description, *, fetch: Fetch) -> tuple[str, str]:
    """Return what became of a version, and the run that tells it."""
    run = server.find(told.model_version)
    if run and run.digest == told.digest:
        return "unchanged", run.run_id
    run_id = run.run_id if run else server.begin(told)
    server.tell(run_id, told)
    if not (run and run.has_model):
        server.store_model(run_id, fetch(told.model_version))
    server.finish(run_id, told)
    return "mirrored", run_id


def _told(states: Mapping[str, tuple[str, str]], *, failures: Sequence[Exception] = ()) -> Told:
    rows = [(name, state, run_id) for name, (state, run_id) in states.items()]
    frame = MIRRORED_VERSIONS.conform(pd.DataFrame(rows, columns=list(MIRRORED_VERSIONS.columns)))
    if not failures:
        return Told(frame)
    waiting = int((frame["state"] == "waiting").sum())
    return Told(
        frame,
        warning=(
            f"MLflow was not brought up to date ({_first_line(failures[0])}): {waiting} of "
            f"{len(frame)} model versions wait for the next build. Check MLFLOW_TRACKING_URI, or "
            "unset it."
        ),
    )


def _first_line(error: Exception) -> str:
    """Return what an error says, short enough for a sentence."""
    if isinstance(error, ModuleNotFoundError):
        return f"the package {error.name} is not installed: pip install 'mainstay[mlflow]'"
    lines = str(error).strip().splitlines()
    return f"{type(error).__name__}: {lines[0][:120]}" if lines else type(error).__name__
