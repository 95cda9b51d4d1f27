"""`python -m benchmarks [--customers N ...]`: measure whole builds and write docs/benchmarks.md."""

import argparse
import os
import platform
import shutil
import sys
import tempfile
from pathlib import Path

from benchmarks.builds import Build, measure_build
from benchmarks.limits import measure_limits
from benchmarks.report import Result, render
from simulator import simulate

SIZES = (2_000, 20_000, 200_000)
REPORT = Path(__file__).parents[1] / "docs/benchmarks.md"


def main() -> None:
    """Measure each size in turn, in a scratch folder, and write the report."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--customers", type=int, nargs="+", default=list(SIZES))
    parser.add_argument("--report", type=Path, default=REPORT)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="mainstay-bench-") as scratch:
        results = [_measure(size, Path(scratch) / str(size)) for size in arguments.customers]
    command = (
        "make bench"
        if arguments.customers == list(SIZES)
        else " ".join(["python -m benchmarks --customers", *map(str, arguments.customers)])
    )
    arguments.report.write_text(render(results, command=command, machine=_machine()), "utf-8")
    print(f"Written to {arguments.report}.")


def _measure(customers: int, folder: Path) -> Result:
    print(f"{customers:,} customers: simulating", file=sys.stderr)
    build = Build(folder)
    simulate(build.raw_path, customers=customers)
    print(f"{customers:,} customers: first build", file=sys.stderr)
    first = measure_build(build)
    print(f"{customers:,} customers: second build", file=sys.stderr)
    second = measure_build(build)
    print(f"{customers:,} customers: bare limits", file=sys.stderr)
    limits = measure_limits(build)
    shutil.rmtree(folder)
    return Result(customers=customers, first=first, second=second, limits=limits)


def _machine() -> str:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{os.cpu_count()} cores, {memory:.0f} GiB, {platform.system()} {platform.machine()}"


if __name__ == "__main__":
    main()
