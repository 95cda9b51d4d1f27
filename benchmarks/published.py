"""A publication of any size, made by SQL in seconds, for what only reads one."""

from pathlib import Path

import duckdb

HERE = Path(__file__).parent
SCRIPTS = ("published.sql", "published_models.sql")


def make_publication(folder: Path, *, customers: int) -> Path:
    """Write a publication of so many customers into `folder`, and return the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(str(folder / "current.duckdb")) as connection:
        connection.execute("set variable customers = ?", [customers])
        for script in SCRIPTS:
            connection.execute((HERE / script).read_text(encoding="utf-8"))
    return folder
