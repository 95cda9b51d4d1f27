"""Alerts from the raw data to the list: each fault opens its own, once, and each has a runbook."""

import csv
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from apps.alerts.book import Alert, Notice, notices_due, read_alerts
from apps.drills import builds
from apps.drills.catalog import DRILLS
from apps.drills.running import Company, Outcome, run_drill
from apps.reading import open_publication
from simulator.faults import FAULTS
from tests.project.building import Place, build

Run = Callable[[str], tuple[Outcome, Place]]


@pytest.fixture(scope="module")
def run(
    first_build: Place,
    company: Path,
    company_next_week: Path,
    company_in_a_fortnight: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Run:
    """Return a function that runs a drill on the small company that all tests share."""
    known = Company(
        (company, company_next_week, company_in_a_fortnight), builds.Place(first_build.folder)
    )

    def build_it(place: builds.Place, raw: Path, *options: str) -> list[str]:
        build(Place(place.folder), *options, raw=raw)
        return []

    def run_one(name: str) -> tuple[Outcome, Place]:
        folder = tmp_path_factory.mktemp("drill")
        drill = DRILLS[name]
        outcome = run_drill(
            drill, company=known, folder=folder, build=build_it, report=lambda _: None
        )
        return outcome, Place(folder / name)

    return run_one


@pytest.mark.parametrize("name", ["quiet", "silent_release"])
def test_a_fault_opens_its_own_alert_and_no_fault_opens_none(run: Run, name: str) -> None:
    outcome, _ = run(name)
    assert outcome.caught == DRILLS[name].expected
    assert outcome.is_as_expected


def test_an_outage_is_told_once_however_often_is_built(run: Run) -> None:
    outcome, place = run("tracking_outage")
    assert outcome.caught == DRILLS["tracking_outage"].expected
    before = alerts_of(place)
    statuses = {notice.key: "sent" for notice in notices_due(before, statuses={})}
    build(place, raw=place.folder / "raw-2")
    assert alerts_of(place) == before
    assert notices_due(alerts_of(place), statuses=statuses) == []
    assert Notice(outcome.alerts[0], "opened").key in statuses


def alerts_of(place: Place) -> list[Alert]:
    with open_publication(place.folder / "published") as connection:
        return read_alerts(connection)


def test_every_drill_has_its_fault_and_a_rule_of_ours(root: Path) -> None:
    assert set(DRILLS) <= set(FAULTS)
    rules = {rule["rule_name"] for rule in rules_of(root)}
    assert {rule for drill in DRILLS.values() for rule, _ in drill.expected} <= rules


def test_every_rule_has_a_runbook_that_quotes_what_the_rule_says(root: Path) -> None:
    rules = rules_of(root)
    assert len(rules) >= 11
    for rule in rules:
        text = (root / rule["runbook"]).read_text("utf-8")
        title, *sections = re.split(r"^##? ", text, flags=re.MULTILINE)[1:]
        assert f"(`{rule['rule_name']}`)" in title
        heads, bodies = zip(*(part.split("\n", 1) for part in sections), strict=True)
        assert heads == ("Example", "Why", "Remedy"), rule["rule_name"]
        assert all(body.strip() for body in bodies)
        words = re.split(r"\{\w+\}", rule["evidence_template"])
        pattern = ".+".join(re.escape(word) for word in words)
        assert re.search(pattern, bodies[0]), f"{rule['rule_name']}: the example is of another rule"
    written = {path.relative_to(root).as_posix() for path in (root / "docs/runbooks").iterdir()}
    assert written == {rule["runbook"] for rule in rules}


def rules_of(root: Path) -> list[dict[str, str]]:
    with (root / "seeds/monitor_thresholds.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
