"""`python -m benchmarks [--customers N ...]`: measure everything and write docs/benchmarks.md."""

import argparse
import shutil
import sys
import tempfile
from datetime import timedelta
from pathlib import Path

from benchmarks import explanations, features, layouts
from benchmarks.builds import Build, measure_build
from benchmarks.deliveries import deliver_week
from benchmarks.limits import measure_limits
from benchmarks.machine import describe_machine
from benchmarks.plot import draw
from benchmarks.report import NEW_WEEK_ENDS, Result, render
from simulator import simulate

SIZES = (2_000, 20_000, 200_000)
REPORT = Path(__file__).parents[1] / "docs/benchmarks.md"
# Features alone, of so few weeks that their cost can be set beside a scan of the events.
ONLY_FEATURES = ("build", "--select", "+feat_customers", "--resource-type", "model", "seed")
WEEKS_OF_FEATURES = 26


def main() -> None:
    """Measure each size in turn, in a scratch folder, then the parts, and write the report."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--customers", type=int, nargs="+", default=list(SIZES))
    parser.add_argument("--report", type=Path, default=REPORT)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="mainstay-bench-") as scratch:
        # The largest first: what fails there fails before the others have taken their time.
        sizes = sorted(arguments.customers, reverse=True)
        results = [_measure(size, Path(scratch) / str(size)) for size in sizes][::-1]
    command = (
        "make bench"
        if arguments.customers == list(SIZES)
        else " ".join(["python -m benchmarks --customers", *map(str, arguments.customers)])
    )
    draw(results, path=arguments.report.with_suffix(".svg"))
    page = render(results, tables=_tables(), command=command, machine=describe_machine())
    arguments.report.write_text(page, "utf-8")
    print(f"Written to {arguments.report}.")


def _measure(customers: int, folder: Path) -> Result:
    def say(what: str) -> None:
        print(f"{customers:,} customers: {what}", file=sys.stderr)

    build = Build(folder)
    say("simulating")
    simulate(build.raw_path, customers=customers, ends_on=NEW_WEEK_ENDS - timedelta(days=7))
    say("first build")
    first = measure_build(build)
    say("one new week")
    deliver_week(build.raw_path, customers=customers, ends_on=NEW_WEEK_ENDS)
    week = measure_build(build)
    say("nothing new")
    idle = measure_build(build)
    say("bare limits")
    limits = measure_limits(build)
    say(f"features of {WEEKS_OF_FEATURES} weeks")
    features = measure_build(
        Build(folder, name="weeks"),
        command=(*ONLY_FEATURES, "--vars", f"{{history_weeks: {WEEKS_OF_FEATURES - 1}}}"),
    )
    shutil.rmtree(folder)
    return Result(
        customers=customers, first=first, week=week, idle=idle, features=features, limits=limits
    )


def _tables() -> dict[str, str]:
    """Measure what stands beside the builds, each with its own defaults."""
    return {
        "explanations": explanations.render(explanations.measure()),
        "features": features.render(features.measure(20_000, weeks=WEEKS_OF_FEATURES, repeats=3)),
        "layouts": layouts.render(layouts.measure(1_000_000)),
    }


if __name__ == "__main__":
    main()
