"""The version of the code that trains, known without git: a hash of what it consists of."""

import hashlib
from functools import cache
from pathlib import Path

ML_FOLDER = Path(__file__).parents[1] / "ml"


@cache
def code_version(folder: Path = ML_FOLDER) -> str:
    """Return the first 12 digits of the SHA-256 over the Python files of `folder`, by path."""
    digest = hashlib.sha256()
    for file in sorted(folder.rglob("*.py")):
        digest.update(file.relative_to(folder).as_posix().encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:12]
