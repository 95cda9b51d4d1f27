"""The project as dbt understands it, parsed once for all tests of the house."""

import json
from pathlib import Path

import pytest
from dbt.cli.main import dbtRunner

from tests.project.conventions import Manifest


@pytest.fixture(scope="session")
def manifest(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Manifest:
    """Return the manifest that dbt writes for this project, without touching target/."""
    target = tmp_path_factory.mktemp("target")
    arguments = ["parse", "--quiet", "--no-partial-parse"]
    arguments += ["--project-dir", str(root), "--profiles-dir", str(root)]
    arguments += ["--target-path", str(target), "--log-path", str(target)]
    answer = dbtRunner().invoke(arguments)
    assert answer.success, f"`dbt parse` failed: {answer.exception}. Run it to see where."
    parsed: Manifest = json.loads((target / "manifest.json").read_text(encoding="utf-8"))
    return parsed
