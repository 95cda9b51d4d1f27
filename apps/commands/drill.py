"""`mainstay drill`: plant a fault into a small company, and see what catches it."""

import argparse
import shutil
import signal
import tempfile
from pathlib import Path

from apps.alerts.book import Alert
from apps.drills.builds import Place, build, find_project
from apps.drills.catalog import DRILLS
from apps.drills.running import QUIET_UNTIL, Outcome, found_company, run_drill
from apps.failing import UnfinishedError
from apps.progress import report_progress


def add_to(commands: argparse._SubParsersAction) -> None:  # type: ignore[type-arg]
    """Add the sub-command to `commands`."""
    parser = commands.add_parser(
        "drill",
        help="plant a fault into a small company, and see which alert catches it",
        description="Needs about a minute and a half; your own data are not touched.",
    )
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("name", nargs="?", choices=DRILLS, metavar="NAME", help="one of --list")
    which.add_argument("--list", action="store_true", help="list the drills")
    which.add_argument("--all", action="store_true", help="run them all, one after the other")
    parser.add_argument("--keep", action="store_true", help="leave the warehouses to look into")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> str:
    """Run what was asked for and return what was caught.

    Raises:
        UnfinishedError: Something else was caught than the drill expects.
    """
    if arguments.list:
        return _listed()
    project = find_project()
    names = list(DRILLS) if arguments.all else [arguments.name]
    # Whoever ends the command by its number is heard as Ctrl-C is, so that nothing is left.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    folder = Path(tempfile.mkdtemp(prefix="mainstay-drill-"))
    try:
        outcomes = _run_all(names, folder=folder, project=project)
    finally:
        if arguments.keep:
            report_progress(f"All of it is in {folder}.")
        else:
            shutil.rmtree(folder, ignore_errors=True)
    report = "\n\n".join(_told(outcome, project=project) for outcome in outcomes)
    if not all(outcome.is_as_expected for outcome in outcomes):
        raise UnfinishedError(report)
    return report


def _run_all(names: list[str], *, folder: Path, project: Path) -> list[Outcome]:
    def build_it(place: Place, raw: Path, *options: str) -> list[str]:
        return build(place, *options, raw=raw, project=project)

    company = found_company(folder, build=build_it, report=report_progress)
    return [
        run_drill(
            DRILLS[name], company=company, folder=folder, build=build_it, report=report_progress
        )
        for name in names
    ]


def _listed() -> str:
    from simulator.faults import FAULTS

    width = max(map(len, DRILLS))
    return "\n".join(
        f"{name:<{width}}  {FAULTS[name].description} "
        + (
            " ".join(f"Opens {rule} of {subject}." for rule, subject in sorted(drill.expected))
            or "Opens nothing."
        )
        for name, drill in DRILLS.items()
    )


def _told(outcome: Outcome, *, project: Path) -> str:
    """Return what was caught, when, and what its runbook says to do."""
    verdict = "as expected" if outcome.is_as_expected else "NOT as expected"
    lines = [f"{outcome.drill.name}: {verdict}"]
    lines += [f"  the test {name} failed" for name in outcome.failed_tests]
    for alert in outcome.alerts:
        weeks = (alert.opened_on_date - QUIET_UNTIL).days // 7
        lines += [
            f"  {alert.rule_name} of {alert.subject} opened on {alert.opened_on_date}, "
            f"in build {weeks} after the fault: {alert.evidence}",
            *(f"    {line}" for line in _remedy(alert, project=project)),
        ]
    if not outcome.alerts:
        lines.append("  no alert opened")
    lines += [
        f"  {rule} of {subject} was expected and did not open"
        for rule, subject in sorted(outcome.drill.expected - outcome.caught)
    ]
    return "\n".join(lines)


def _remedy(alert: Alert, *, project: Path) -> list[str]:
    runbook = (project / alert.runbook).read_text(encoding="utf-8")
    remedy = runbook.partition("## Remedy")[2].strip()
    return [f"{alert.runbook}:", *remedy.splitlines()]
