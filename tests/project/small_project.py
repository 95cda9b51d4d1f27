"""A dbt project with our materializations and models of one line, for tests of what they do."""

import json
import shutil
from pathlib import Path

from tests.project.building import ROOT, Outcome, Place, run_dbt

PROFILE = {"type": "duckdb", "path": "{{ env_var('WAREHOUSE_PATH') }}"}
MATERIALIZATIONS = ("incremental.sql", "replaced.sql")


def small_project(folder: Path) -> Place:
    """Return a project without models, in the place of its builds."""
    for name in ("macros", "models"):
        (folder / name).mkdir()
    for name in MATERIALIZATIONS:
        shutil.copy(ROOT / "macros" / name, folder / "macros")
    quiet = {"send_anonymous_usage_stats": False}
    project = {"name": "small", "profile": "small", "version": "1.0", "flags": quiet}
    (folder / "dbt_project.yml").write_text(json.dumps(project))
    profiles = {"small": {"target": "dev", "outputs": {"dev": PROFILE}}}
    (folder / "profiles.yml").write_text(json.dumps(profiles))
    return Place(folder)


def run_model(place: Place, model: str, *options: str, name: str = "counted.sql") -> Outcome:
    """Run the project with `model` as its only one."""
    (place.folder / "models" / name).write_text(model)
    folders = {"project": place.folder, "profiles": place.folder}
    return run_dbt("run", *options, place=place, raw=place.folder, **folders)
