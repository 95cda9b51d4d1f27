"""What an image and a schedule promise, as far as it can be read without running them."""

import re

import pytest
import yaml


@pytest.fixture(scope="module")
def dockerfile(root):
    lines = (root / "Dockerfile").read_text("utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def test_every_base_has_a_version_and_none_is_the_latest(dockerfile):
    bases = [line.split()[1] for line in dockerfile if line.startswith("FROM ")]
    assert bases
    assert all(
        re.fullmatch(r"python:3\.1[123]\.\d+-slim-\w+(@sha256:\w{64})?", one) for one in bases
    )


def test_what_runs_is_nobody_special(dockerfile):
    user = next(place for place, line in enumerate(dockerfile) if line.startswith("USER "))
    last_stage = max(place for place, line in enumerate(dockerfile) if line.startswith("FROM "))
    assert user > last_stage
    assert dockerfile[user] != "USER root"
    assert not [line for line in dockerfile[user:] if line.startswith(("RUN ", "USER root"))]


def test_everything_is_installed_as_the_lock_file_says(dockerfile):
    installs = [line for line in dockerfile if "uv sync" in line or "pip install" in line]
    assert all("--frozen" in line or '"uv==$version"' in line for line in installs)


def test_every_base_is_the_same(dockerfile):
    assert len({line.split()[1] for line in dockerfile if line.startswith("FROM ")}) == 1


def test_no_data_and_no_secret_is_copied_into_an_image(root):
    ignored = set((root / ".dockerignore").read_text("utf-8").splitlines())
    assert {".git", ".env*", "data", "published", "target"} <= ignored


def test_the_data_tests_are_part_of_an_image(root):
    ignored = (root / ".dockerignore").read_text("utf-8").splitlines()
    assert ignored.index("tests/*") < ignored.index("!tests/dbt")


def test_a_schedule_trains_on_mondays_only_and_never_beside_another_run(root):
    path = root / ".github" / "workflows" / "daily.yml"
    workflow = yaml.safe_load(path.read_text("utf-8"))
    # YAML reads the key `on` as true.
    monday, others = (one["cron"] for one in workflow[True]["schedule"])
    assert (monday.split()[-1], others.split()[-1]) == ("1", "0,2-6")
    assert (
        f"github.event.schedule == '{others}' && 'never'"
        in workflow["jobs"]["build"]["env"]["TRAINING"]
    )
    assert workflow["concurrency"]["cancel-in-progress"] is False
    assert workflow["permissions"] == {"contents": "read"}
