"""Each rule over files names whoever breaks it, and the debt file cannot hide new debt."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.project import file_rules
from tests.project.conventions import Offence

STORY = "with\n\ntiered as (\n\n    select 1 as one\n\n)\n\nselect * from {last}\n"

OFFENDERS: list[tuple[Callable[[Path], list[Offence]], str, str]] = [
    (file_rules.models_end_by_naming_their_last_step, "models/a.sql", STORY.format(last="tired")),
    (file_rules.models_end_by_naming_their_last_step, "models/a.sql", "select 1 as one\n"),
    (
        file_rules.models_end_by_naming_their_last_step,
        "models/a.sql",
        STORY.replace("tiered", "final").format(last="final"),
    ),
    (file_rules.files_are_short, "models/a.sql", "select 1\n" * 101),
    (file_rules.files_are_short, "models/ml/a.py", "x = 1\n" * 26),
    (file_rules.files_are_short, "ml/a.py", "x = 1\n" * 251),
    (file_rules.time_is_an_argument, "models/a.sql", "select current_date as today\n"),
    (file_rules.time_is_an_argument, "macros/a.sql", "select now() - interval 1 day\n"),
    (file_rules.time_is_an_argument, "ml/a.py", "from datetime import date\nx = date.today()\n"),
    (file_rules.time_is_an_argument, "apps/a.py", "import time\nx = time.time()\n"),
    (file_rules.models_are_data_not_code, "ml/a.py", "import pickle\n"),
    (file_rules.models_are_data_not_code, "models/ml/a.py", "from joblib import load\n"),
]

IN_ORDER = {
    "models/a.sql": STORY.format(last="tiered"),
    "models/b.sql": "-- never by now() or current_date\n" + STORY.format(last="tiered"),
    "models/c.sql": STORY.format(last="tiered").replace("one", "known_at"),
    "models/ml/a.py": '"""Fetch, call, return."""\n',
    "ml/a.py": "import json\nfrom datetime import date\n\nx = date(2026, 6, 1)\n",
}


def write(root: Path, *, path: str, text: str) -> None:
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_text(text, encoding="utf-8")


@pytest.mark.parametrize("rule", {case[0] for case in OFFENDERS}, ids=lambda rule: rule.__name__)
def test_a_folder_in_order_keeps(rule: Callable[[Path], list[Offence]], tmp_path: Path) -> None:
    for path, text in IN_ORDER.items():
        write(tmp_path, path=path, text=text)
    assert rule(tmp_path) == []


@pytest.mark.parametrize(("rule", "path", "text"), OFFENDERS)
def test_the_rule_names_the_file_that_breaks_it(
    rule: Callable[[Path], list[Offence]], path: str, text: str, tmp_path: Path
) -> None:
    write(tmp_path, path=path, text=text)
    assert [offence.offender for offence in rule(tmp_path)] == [path]


def test_an_allowed_file_may_read_the_clock(tmp_path: Path) -> None:
    write(tmp_path, path="warehouse/a.py", text="x = datetime.now(UTC)\n")
    allowed = frozenset({"warehouse/a.py"})
    assert file_rules.time_is_an_argument(tmp_path, allowed=allowed) == []


def test_an_allowance_without_a_reason_is_none(tmp_path: Path) -> None:
    write(tmp_path, path="clock.txt", text="# why\nml/a.py:\nwarehouse/a.py: dates a lock\n")
    assert file_rules.read_allowed(tmp_path / "clock.txt") == {"warehouse/a.py"}


def test_a_column_of_a_seed_without_a_type_is_named(tmp_path: Path) -> None:
    write(tmp_path, path="seeds/tiers.csv", text="tier,lower_bound\nhigh,0.5\n")
    columns = {name: {"name": name, "description": "Known."} for name in ("tier", "lower_bound")}
    seed = {
        "name": "tiers",
        "resource_type": "seed",
        "package_name": "streamflow",
        "original_file_path": "seeds/tiers.csv",
        "description": "One row per tier.",
        "columns": columns,
        "config": {"column_types": {"tier": "varchar"}},
    }
    manifest = {"metadata": {"project_name": "streamflow"}, "nodes": {"seed": seed}}
    offences = file_rules.seeds_are_described_and_typed(tmp_path, manifest=manifest)
    assert [offence.offender for offence in offences] == ["tiers.lower_bound"]
