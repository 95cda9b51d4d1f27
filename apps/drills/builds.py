"""Build the project in a folder of its own, as its company would on a Monday morning."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

# One training, judged and replayed over a quarter: enough for every rule to know what is usual.
LIGHT: Final = {"history_weeks": 60, "backfill_weeks": 12, "training_every_weeks": 26}
# Broken rows are looked for in every build; the models' own logic is not what is drilled.
BUILD: Final = ("build", "--quiet", "--target", "dev", "--exclude-resource-type", "unit_test")
STOPPING_SECONDS: Final = 20


class DrillError(Exception):
    """Report a drill that could not be run, and what to do."""


@dataclass(frozen=True)
class Place:
    """A folder with one warehouse, and everything else that its builds write."""

    folder: Path

    @property
    def published(self) -> Path:
        """Return the folder of publications."""
        return self.folder / "published"

    def copied_to(self, folder: Path) -> "Place":
        """Return a copy that later builds may change."""
        shutil.copytree(self.folder, folder, symlinks=True)
        return Place(folder)


def find_project() -> Path:
    """Return the folder of the dbt project that is drilled.

    Raises:
        DrillError: There is none here.
    """
    folder = Path(os.environ.get("DBT_PROJECT_DIR", ".")).resolve()
    if not (folder / "dbt_project.yml").is_file():
        raise DrillError(
            f"{folder} has no dbt_project.yml: go to the project, or set DBT_PROJECT_DIR."
        )
    return folder


def build(place: Place, *options: str, raw: Path, project: Path) -> list[str]:
    """Build the warehouse of `place` from `raw`, and return the data tests that failed.

    Raises:
        DrillError: The build ended for another reason than a failed test.
    """
    target = place.folder / "target"
    target.mkdir(parents=True, exist_ok=True)
    results = target / "run_results.json"
    results.unlink(missing_ok=True)
    line = [sys.executable, "-m", "dbt.cli.main", *BUILD, *options, "--no-use-colors"]
    line += ["--project-dir", str(project), "--profiles-dir", str(project)]
    line += ["--target-path", str(target), "--log-path", str(target), "--vars", json.dumps(LIGHT)]
    printed = target / "printed.txt"
    with printed.open("w", encoding="utf-8") as output:
        _run(line, environment=_environment(place, raw=raw, project=project), output=output)
    told = json.loads(results.read_text("utf-8"))["results"] if results.is_file() else []
    failed = [row for row in told if row["status"] in ("fail", "error")]
    tests = [row["unique_id"].split(".")[2] for row in failed if row["status"] == "fail"]
    if len(tests) < len(failed) or not told:
        last = " ".join(printed.read_text("utf-8").split()[-60:])
        raise DrillError(f"A build of the drill failed ({last}): `--keep` leaves it to be seen.")
    return sorted(tests)


def _environment(place: Place, *, raw: Path, project: Path) -> dict[str, str]:
    return {
        **os.environ,
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
        "PUBLISHED_PATH": str(place.published),
        # The project's own code, wherever another copy of it is installed.
        "PYTHONPATH": os.pathsep.join([str(project), os.environ.get("PYTHONPATH", "")]),
        "RAW_DATABASE": "",
        "RAW_PATH": str(raw),
        "RAW_SCHEMA": "",
        "WAREHOUSE_PATH": str(place.folder / "warehouse.duckdb"),
    }


def _run(line: list[str], *, environment: dict[str, str], output: Any) -> None:
    """Run a command to its end; who is interrupted ends it first, so that nothing is left."""
    # A group of its own: Ctrl-C reaches this process, which tells the other.
    with subprocess.Popen(  # noqa: S603 - our own command
        line, env=environment, stdout=output, stderr=subprocess.STDOUT, start_new_session=True
    ) as process:
        try:
            process.wait()
        except BaseException:
            process.terminate()
            try:
                process.wait(STOPPING_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
            raise
