"""Run a drill: two Mondays after a fault, what has opened, and is it that alone."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final, Protocol

from apps.alerts.book import Alert, read_alerts
from apps.drills.builds import Place
from apps.drills.catalog import Caught, Drill
from apps.reading import open_publication
from simulator import simulate
from simulator.faults import plant

CUSTOMERS: Final = 600
# The last Monday before the fault.
QUIET_UNTIL: Final = date(2026, 6, 1)
WEEKS: Final = 2

Report = Callable[[str], None]


class Build(Protocol):
    """Build a place from raw data, with options of dbt, and return the tests that failed."""

    def __call__(self, place: Place, raw: Path, *options: str) -> list[str]:
        """Build."""


@dataclass(frozen=True)
class Company:
    """A company before any fault: its raw data of each Monday, and the build of the first."""

    mondays: tuple[Path, ...]
    place: Place


@dataclass(frozen=True)
class Outcome:
    """What two builds after the fault have caught."""

    drill: Drill
    alerts: list[Alert]
    failed_tests: list[str]

    @property
    def caught(self) -> frozenset[Caught]:
        """Return the alerts that opened, by rule and subject."""
        return frozenset((alert.rule_name, alert.subject) for alert in self.alerts)

    @property
    def is_as_expected(self) -> bool:
        """Return whether the alerts that opened are the expected ones, and no test failed."""
        return self.caught == self.drill.expected and not self.failed_tests


def found_company(folder: Path, *, build: Build, report: Report) -> Company:
    """Simulate a small company up to each Monday, and build the first."""
    mondays = []
    for week in range(WEEKS + 1):
        ends_on = QUIET_UNTIL + timedelta(weeks=week)
        report(f"The raw data of {CUSTOMERS} customers up to {ends_on} ...")
        raw = folder / f"raw-{ends_on}"
        simulate(raw, customers=CUSTOMERS, ends_on=ends_on)
        plant(raw, fault="last_summer", since=_since())
        mondays.append(raw)
    place = Place(folder / "first")
    report(f"The first build, as of {QUIET_UNTIL} ...")
    build(place, mondays[0])
    return Company(tuple(mondays), place)


def run_drill(
    drill: Drill, *, company: Company, folder: Path, build: Build, report: Report
) -> Outcome:
    """Plant the fault into the weeks after the first build, and build each."""
    place = company.place.copied_to(folder / drill.name)
    failed_tests: list[str] = []
    for week, raw in enumerate(company.mondays[1:], start=1):
        faulty = place.folder / f"raw-{week}"
        shutil.copytree(raw, faulty)
        plant(faulty, fault=drill.name, since=_since())
        report(f"{drill.name}: build {week} of {WEEKS} after the fault ...")
        options = ("--full-refresh",) if drill.rebuilds_history and week == 1 else ()
        failed_tests += build(place, faulty, *options)
    with open_publication(place.published) as connection:
        alerts = [row for row in read_alerts(connection) if row.opened_on_date > QUIET_UNTIL]
    return Outcome(drill, alerts, failed_tests)


def _since() -> datetime:
    return datetime.combine(QUIET_UNTIL, datetime.min.time())
