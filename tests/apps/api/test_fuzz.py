"""Whatever the description allows or forbids: no answer breaks it, and none is a 5xx."""

import os
import re
import subprocess
import sys
from pathlib import Path

from tests.apps.api.conftest import SECRET

CASES = 2_000
# A cursor of the right form is not yet one of ours, which is a 400 and not a breach.
SETTINGS = """
[checks.positive_data_acceptance]
expected-statuses = ["2xx", "400", "401", "403", "404", "410", "429"]
"""


def test_fuzzing_finds_no_breach_of_the_description(client, tmp_path):
    (tmp_path / "schemathesis.toml").write_text(SETTINGS)
    command = [
        str(Path(sys.executable).with_name("schemathesis")),
        "run",
        f"{client.url}/openapi.json",
    ]
    options = ["--header", f"Authorization: Bearer {SECRET}", "--max-examples", "600"]
    options += ["--seed", "1", "--no-color", "--continue-on-failure"]
    done = subprocess.run(  # noqa: S603 (no shell, and nothing comes from outside)
        [*command, *options],
        cwd=tmp_path,
        env={**os.environ, "PYTHONWARNINGS": "default"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    found = re.search(r"([0-9,]+) generated", done.stdout)
    assert found is not None
    assert int(found[1].replace(",", "")) >= CASES, done.stdout
