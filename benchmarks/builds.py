"""Run `dbt` in a process of its own and read off where its time and memory went.

dbt's run results say when each node ran, and a thread samples the process's CPU time and memory
beside it: what passes between two samples belongs in equal parts to the nodes that ran then. Whose
code the time belongs to is sampled by py-spy over all threads: of the frames of a sample, the one
nearest to the leaf that belongs to XGBoost, to DuckDB (a call into it), to us or to dbt decides.
"""

import json
import os
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

PROJECT = Path(__file__).parents[1]
STACKS_A_SECOND = 50
SECONDS_BETWEEN_SAMPLES = 0.1
# Which nodes make up a step, by the first pattern that fits.
STEPS = (
    ("intake", r"stg_raw|_judged|event_hashes|events_|int_data_horizon|int_source|event_names"),
    ("features", r"\.int_|\.feat_"),
    ("training", r"ml_model_versions"),
    ("scoring with reasons", r"ml_churn_scores"),
    ("judging cohorts", r"ml_(unjudged|matured|cohort|calibration|estimated|score_bins)"),
    ("publication", r"\.pub_"),
    ("tables for people", r"^model\."),
    ("tests", r"^(test|unit_test)\."),
)
# Also what dbt does before, between and after its nodes.
OTHER = "dbt's own, seeds and hooks"
STEP_NAMES = (*(name for name, _ in STEPS), OTHER)
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
    name: str = "warehouse"

    @property
    def raw_path(self) -> Path:
        """Where its raw files are."""
        return self.folder / "raw"

    @property
    def warehouse_path(self) -> Path:
        """Its warehouse."""
        return self.folder / f"{self.name}.duckdb"

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


@dataclass
class Usage:
    """Wall time and CPU time in seconds, and the largest memory meanwhile in GiB."""

    seconds: float = 0.0
    cpu_seconds: float = 0.0
    peak_gib: float = 0.0


@dataclass(frozen=True)
class Measured:
    """A build in all and by step, and the share of samples by owner."""

    whole: Usage
    steps: dict[str, Usage]
    shares: dict[str, float]


@dataclass(frozen=True)
class Sample:
    """What a process had used at a moment: CPU seconds so far, memory in GiB."""

    moment: float
    cpu_seconds: float
    memory_gib: float


@dataclass(frozen=True)
class Node:
    """When a node of the graph ran, and which step it belongs to."""

    step: str
    started: float
    ended: float


@dataclass
class Watch:
    """Samples of a process while it runs."""

    process: "subprocess.Popen[bytes]"
    samples: list[Sample] = field(default_factory=list)

    def until_it_ends(self) -> int:
        """Sample until the process ends, and return its status."""
        while (status := self.process.poll()) is None:
            self.samples.append(_sample(self.process.pid))
            time.sleep(SECONDS_BETWEEN_SAMPLES)
        return status

    @property
    def peak_gib(self) -> float:
        """Its largest memory; what the kernel keeps for a child begins at that of its parent."""
        return max(sample.memory_gib for sample in self.samples)


def measure_build(build: Build, *, command: Sequence[str] = ("build",)) -> Measured:
    """Run a dbt command and return what it took.

    Raises:
        RuntimeError: it failed; its last lines are the message.
    """
    stacks = build.folder / "stacks.txt"
    line = [sys.executable, "-m", "dbt.cli.main", *command]
    line += ["--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT)]
    started = time.time()
    with (build.folder / "output.txt").open("wb") as output:
        process = subprocess.Popen(  # noqa: S603 - our own command
            line, env=build.environment, cwd=PROJECT, stdout=output, stderr=subprocess.STDOUT
        )
        sampler = subprocess.Popen(  # noqa: S603 - our own command
            [
                *(str(Path(sys.executable).with_name("py-spy")), "record", "--format", "raw"),
                *("--rate", str(STACKS_A_SECOND), "--pid", str(process.pid)),
                *("--output", str(stacks)),
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        watch = Watch(process)
        status = watch.until_it_ends()
    seconds = time.time() - started
    sampler.wait()
    if status:
        raise RuntimeError((build.folder / "output.txt").read_text("utf-8")[-2_000:])
    nodes = _nodes(build.folder / "target/run_results.json")
    return Measured(
        whole=Usage(seconds, watch.samples[-1].cpu_seconds, watch.peak_gib),
        steps=_steps(watch.samples, nodes, started=started),
        shares=_shares(stacks.read_text("utf-8")),
    )


def _sample(pid: int) -> Sample:
    """Read what the kernel knows of a process."""
    # The second field is the program's name in brackets, which may hold blanks.
    fields = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
    ticks = int(fields[11]) + int(fields[12])
    return Sample(
        moment=time.time(),
        cpu_seconds=ticks / os.sysconf("SC_CLK_TCK"),
        memory_gib=int(fields[21]) * os.sysconf("SC_PAGE_SIZE") / 2**30,
    )


def _nodes(results: Path) -> list[Node]:
    nodes = []
    for result in json.loads(results.read_text("utf-8"))["results"]:
        step = next(
            (name for name, pattern in STEPS if re.search(pattern, result["unique_id"])), OTHER
        )
        nodes += [
            Node(step, _moment(timing["started_at"]), _moment(timing["completed_at"]))
            for timing in result["timing"]
            if timing["name"] == "execute"
        ]
    return nodes


def _moment(text: str) -> float:
    return datetime.fromisoformat(text).timestamp()


def _steps(samples: list[Sample], nodes: list[Node], *, started: float) -> dict[str, Usage]:
    """Share what passed between two samples among the nodes that ran then."""
    steps = {name: Usage() for name in STEP_NAMES}
    previous = Sample(started, 0.0, 0.0)
    for sample in samples:
        middle = (previous.moment + sample.moment) / 2
        running = [node.step for node in nodes if node.started <= middle <= node.ended] or [OTHER]
        for step in running:
            usage = steps[step]
            usage.seconds += (sample.moment - previous.moment) / len(running)
            usage.cpu_seconds += (sample.cpu_seconds - previous.cpu_seconds) / len(running)
            usage.peak_gib = max(usage.peak_gib, sample.memory_gib)
        previous = sample
    return steps


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
