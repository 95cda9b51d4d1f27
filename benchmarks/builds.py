"""Run `dbt build` in a process of its own and read off where its time went.

Times by step are those of dbt's own run results. Whose code the time belongs to is sampled by
py-spy over all threads: of the frames of a sample, the one nearest to the leaf that belongs to
XGBoost, to DuckDB (a call into it), to us or to dbt decides.
"""

import json
import os
import re
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).parents[1]
SAMPLES_A_SECOND = 50
# Which nodes make up a step, by the first pattern that fits.
STEPS = (
    ("intake", r"stg_raw|_judged|usage_events|int_data_horizon|int_source|int_event_names"),
    ("features", r"\.int_|\.feat_"),
    ("training", r"ml_model_versions"),
    ("scoring with reasons", r"ml_churn_scores"),
    ("judging cohorts", r"ml_cohort_metrics|ml_matured"),
    ("publication", r"\.pub_"),
    ("tables for people", r"^model\."),
    ("tests", r"^(test|unit_test)\."),
)
STEP_NAMES = (*(name for name, _ in STEPS), "seeds and hooks")
OWNERS = (
    ("XGBoost", r"xgboost/"),
    ("DuckDB", r"dbt/adapters/duckdb|^(_store|stream|open_door|publish) \("),
    ("ours", r"\((ml|warehouse|simulator)/|^model \("),
    ("dbt", r"."),
)


@dataclass(frozen=True)
class Build:
    """The folders of one company under measurement."""

    folder: Path

    @property
    def raw_path(self) -> Path:
        """Where its raw files are."""
        return self.folder / "raw"

    @property
    def warehouse_path(self) -> Path:
        """Its warehouse."""
        return self.folder / "warehouse.duckdb"

    @property
    def environment(self) -> dict[str, str]:
        """What dbt is told."""
        return {
            **os.environ,
            "RAW_PATH": str(self.raw_path),
            "WAREHOUSE_PATH": str(self.warehouse_path),
            "PUBLISHED_PATH": str(self.folder / "published"),
            "DBT_TARGET_PATH": str(self.folder / "target"),
            "DBT_LOG_PATH": str(self.folder / "logs"),
        }


@dataclass(frozen=True)
class Measured:
    """Seconds in all and by step, peak memory in GB, and the share of samples by owner."""

    seconds: float
    steps: dict[str, float]
    peak_gb: float
    shares: dict[str, float]


def measure_build(build: Build) -> Measured:
    """Run one build and return what it took.

    Raises:
        RuntimeError: the build failed; its last lines are the message.
    """
    stacks = build.folder / "stacks.txt"
    command = [sys.executable, "-m", "dbt.cli.main", "build"]
    command += ["--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT)]
    started = time.perf_counter()
    with (build.folder / "output.txt").open("wb") as output:
        process = subprocess.Popen(  # noqa: S603 - our own command
            command, env=build.environment, cwd=PROJECT, stdout=output, stderr=subprocess.STDOUT
        )
        sampler = subprocess.Popen(  # noqa: S603 - our own command
            [
                *(str(Path(sys.executable).with_name("py-spy")), "record", "--format", "raw"),
                *("--rate", str(SAMPLES_A_SECOND), "--pid", str(process.pid)),
                *("--output", str(stacks)),
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    sampler.wait()
    if status:
        raise RuntimeError((build.folder / "output.txt").read_text("utf-8")[-2_000:])
    return Measured(
        seconds=seconds,
        steps=_steps(build.folder / "target/run_results.json"),
        peak_gb=usage.ru_maxrss / 2**20,
        shares=_shares(stacks.read_text("utf-8")),
    )


def _steps(results: Path) -> dict[str, float]:
    seconds: Counter[str] = Counter()
    for node in json.loads(results.read_text("utf-8"))["results"]:
        step = next(
            (name for name, pattern in STEPS if re.search(pattern, node["unique_id"])),
            "seeds and hooks",
        )
        seconds[step] += node["execution_time"]
    return dict(seconds)


def _shares(stacks: str) -> dict[str, float]:
    samples: Counter[str] = Counter()
    for line in stacks.splitlines():
        frames, _, count = line.rpartition(" ")
        samples[_owner(frames.split(";"))] += int(count)
    return {owner: count / samples.total() for owner, count in samples.items()}


def _owner(frames: list[str]) -> str:
    for frame in reversed(frames):
        for owner, pattern in OWNERS:
            if re.search(pattern, frame):
                return owner
    return "dbt"
