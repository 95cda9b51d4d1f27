"""The version of the code changes with the code, and with nothing else."""

from pathlib import Path

import pytest

from warehouse.code_version import code_version


def write(folder: Path, **files: str) -> Path:
    folder.mkdir()
    for name, content in files.items():
        (folder / f"{name}.py").write_text(content, "utf-8")
    return folder


def test_the_same_code_has_the_same_version_wherever_it_lies(tmp_path):
    first, second = (write(tmp_path / name, one="x = 1", two="y = 2") for name in ("here", "there"))
    (second / "notes.txt").write_text("not code", "utf-8")
    assert code_version(first) == code_version(second)
    assert len(code_version(first)) == 12


@pytest.mark.parametrize(
    "files",
    [
        {"one": "x = 2", "two": "y = 2"},
        {"one": "x = 1"},
        {"one": "x = 1", "three": "y = 2"},
        {"one": "y = 2", "two": "x = 1"},
    ],
    ids=["changed", "removed", "renamed", "swapped"],
)
def test_other_code_has_another_version(tmp_path, files):
    first = write(tmp_path / "first", one="x = 1", two="y = 2")
    assert code_version(write(tmp_path / "second", **files)) != code_version(first)
