"""The command around the drills; what they catch is tested on the project itself."""

import os
import shutil
import signal
import sys
from pathlib import Path

import pytest

from apps.cli import main
from apps.drills import builds
from apps.drills.builds import DrillError, Place
from apps.drills.catalog import DRILLS
from simulator import simulate
from tests.apps.alerts.maker import an_alert, publish


@pytest.fixture(scope="module")
def company(tmp_path_factory):
    folder = tmp_path_factory.mktemp("company") / "raw"
    simulate(folder, customers=50)
    return folder


@pytest.fixture
def scratch(tmp_path, monkeypatch, root, company):
    """Return the folder in which drills make theirs, of a company that is there already."""
    monkeypatch.setenv("DBT_PROJECT_DIR", str(root))
    monkeypatch.setattr(
        "apps.drills.running.simulate", lambda raw, **_: shutil.copytree(company, raw)
    )
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    usual = signal.getsignal(signal.SIGTERM)
    yield tmp_path
    signal.signal(signal.SIGTERM, usual)


@pytest.fixture
def built(scratch, monkeypatch):
    """Return a function that says which alerts each build publishes, and which tests fail."""

    def plan(*alerts, failed=()):
        def build(place, *_, raw, **__):
            assert (raw / "invoices.parquet").is_file()
            assert scratch in raw.parents
            place.folder.mkdir(exist_ok=True)
            publish(place.published, *alerts)
            return list(failed)

        monkeypatch.setattr("apps.commands.drill.build", build)

    return plan


OUTAGE = an_alert(8)
OLD = an_alert(1, rule_name="price_rise", subject="subscriptions")


def test_the_list_names_every_drill_and_what_it_opens(capsys):
    assert main(["drill", "--list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == list(DRILLS)
    assert lines[0].endswith("Opens nothing.")
    assert "Opens volume_drop of usage_events." in "\n".join(lines)


def test_a_drill_that_goes_as_expected_ends_with_0(scratch, built, capsys):
    built(OLD, OUTAGE)
    assert main(["drill", "tracking_outage"]) == 0
    told = capsys.readouterr()
    head, alert, runbook, *remedy = told.out.splitlines()
    assert head == "tracking_outage: as expected"
    assert alert.startswith(
        "  volume_drop of usage_events opened on 2026-06-08, in build 1 after the fault: usage_"
    )
    assert runbook == "    docs/runbooks/volume_drop.md:"
    assert remedy[0].startswith("    1. Check the tracker")
    assert "tracking_outage: build 2 of 2 after the fault" in told.err
    assert list(scratch.iterdir()) == []


@pytest.mark.parametrize(
    ("alerts", "failed", "line"),
    [
        ([], [], "  volume_drop of usage_events was expected and did not open"),
        (
            [OUTAGE, an_alert(9, rule_name="leak")],
            [],
            "  leak of usage_events opened on 2026-06-09",
        ),
        ([OUTAGE], ["ids_are_unique"], "  the test ids_are_unique failed"),
    ],
)
def test_a_drill_that_goes_otherwise_ends_with_1(built, capsys, alerts, failed, line):
    built(*alerts, failed=failed)
    assert main(["drill", "tracking_outage"]) == 1
    told = capsys.readouterr().out
    assert told.startswith("tracking_outage: NOT as expected")
    assert line in told


def test_what_is_kept_is_where_it_says(built, capsys):
    built()
    assert main(["drill", "quiet", "--keep"]) == 0
    folder = Path(capsys.readouterr().err.splitlines()[-1].removeprefix("All of it is in ")[:-1])
    assert (folder / "quiet/published/current.duckdb").is_file()


def test_who_stops_a_drill_leaves_nothing_behind(scratch, monkeypatch, capsys):
    def stop(*_, **__):
        os.kill(os.getpid(), signal.SIGTERM)

    monkeypatch.setattr("apps.commands.drill.build", stop)
    assert main(["drill", "quiet"]) == 130
    assert capsys.readouterr().err.endswith("mainstay: Stopped.\n")
    assert list(scratch.iterdir()) == []


def test_outside_a_project_it_says_where_to_go(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("DBT_PROJECT_DIR", str(tmp_path))
    assert main(["drill", "quiet"]) == 2
    assert "has no dbt_project.yml: go to the project" in capsys.readouterr().err


def test_a_build_that_breaks_is_no_alert(tmp_path):
    (tmp_path / "dbt_project.yml").write_text("name: [")
    with pytest.raises(DrillError, match=r"A build of the drill failed \("):
        builds.build(Place(tmp_path / "place"), raw=tmp_path, project=tmp_path)


def test_a_build_ends_with_the_one_who_asked_for_it(tmp_path):
    def interrupt(*_):
        raise KeyboardInterrupt

    script = "import os,sys,time; open(sys.argv[1],'w').write(str(os.getpid())); time.sleep(60)"
    usual = signal.signal(signal.SIGALRM, interrupt)
    signal.setitimer(signal.ITIMER_REAL, 1)
    try:
        with (tmp_path / "printed").open("w") as output, pytest.raises(KeyboardInterrupt):
            builds._run(
                [sys.executable, "-c", script, str(tmp_path / "pid")],
                environment=dict(os.environ),
                output=output,
            )
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, usual)
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "pid").read_text()), 0)
