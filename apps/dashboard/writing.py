"""Write a folder of pages whole or not at all."""

import json
import shutil
from collections.abc import Iterable
from pathlib import Path

from apps.dashboard.errors import DashboardError

MARK = "dashboard.json"


def write_folder(files: Iterable[tuple[str, str]], *, folder: Path, about: dict[str, str]) -> None:
    """Write `files` into a draft, then put it in the place of `folder`.

    Raises:
        DashboardError: `folder` holds something that is not a folder of pages.
    """
    if folder.exists() and not _is_ours(folder):
        raise DashboardError(
            f"{folder} exists and holds no pages of mainstay: name another with --output."
        )
    draft = folder.with_name(f".{folder.name}.draft")
    shutil.rmtree(draft, ignore_errors=True)
    for name, text in files:
        path = draft / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (draft / MARK).write_text(json.dumps(about, indent=2) + "\n", encoding="utf-8")
    _put(draft, folder=folder)


def _is_ours(folder: Path) -> bool:
    return folder.is_dir() and ((folder / MARK).is_file() or not any(folder.iterdir()))


def _put(draft: Path, *, folder: Path) -> None:
    old = folder.with_name(f".{folder.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if folder.exists():
        folder.rename(old)
    draft.rename(folder)
    shutil.rmtree(old, ignore_errors=True)
