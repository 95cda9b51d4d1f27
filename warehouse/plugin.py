"""The dbt-duckdb plugin: what happens between `dbt build` and the first model."""

import os
from pathlib import Path
from typing import Any

from dbt.adapters.duckdb.plugins import BasePlugin
from duckdb import DuckDBPyConnection

from warehouse.door import open_door
from warehouse.errors import NotNowError, SourceError
from warehouse.guard import Lock, admit, end_dbt_command, require_own_name
from warehouse.lockdown import lock_down

PROJECT = Path(__file__).parents[1]


class Plugin(BasePlugin):
    """Admit one build at a time, make demo data where absent, open the door, lock the rest."""

    def initialize(self, plugin_config: dict[str, Any]) -> None:
        """Read the paths of profiles.yml; a relative one counts from the project's folder."""
        # Threads of XGBoost that spin while they wait take the time of everything else: on a busy
        # machine with two cores a training took nine times as long.
        os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
        self.raw_path = PROJECT / plugin_config["raw_path"]
        self.raw_schema = plugin_config["raw_schema"]
        self.raw_database = plugin_config["raw_database"]
        self.published_path = PROJECT / plugin_config["published_path"]
        self.makes_demo = plugin_config["makes_demo"] and not self.raw_schema
        self._lock: Lock | None = None

    def update_connection_config(self, creds: Any, config: dict[str, Any]) -> None:  # noqa: ARG002 (dbt's)
        """Resolve the warehouse's path; stop where it may not be opened, or not now."""
        if creds.path.startswith((":", "md:")):
            return
        creds.path = str(PROJECT / creds.path)
        require_own_name(Path(creds.path))
        try:
            self._lock = admit(Path(creds.path))
        except NotNowError as refusal:
            end_dbt_command(refusal)
            raise

    def configure_connection(self, conn: DuckDBPyConnection) -> None:
        """Prepare the schema `raw` before any model runs, then lock the configuration."""
        conn.execute("set global TimeZone = 'UTC'")
        if self.makes_demo and not self.raw_path.exists():
            self._make_demo()
        if self.raw_database:
            self._attach(conn)
        open_door(conn, raw_path=self.raw_path, raw_schema=self.raw_schema)
        # Seeds are read by path, from this project or from a copy of it that dbt was called in.
        seeds = [PROJECT / "seeds", Path("seeds").absolute()]
        lock_down(conn, folders=[self.raw_path, self.published_path, *seeds])

    def configure_cursor(self, cursor: DuckDBPyConnection) -> None:
        """Tell every model's own connection where the publication goes."""
        cursor.execute(f"set variable published_path = {_quote(self.published_path)}")

    def _make_demo(self) -> None:
        from simulator import simulate

        simulate(self.raw_path)

    def _attach(self, conn: DuckDBPyConnection) -> None:
        if not self.raw_schema:
            raise SourceError(
                f"RAW_DATABASE names {self.raw_database}, and RAW_SCHEMA names no schema of it: "
                "set RAW_SCHEMA=raw_database.<schema>."
            )
        path = PROJECT / self.raw_database
        if not path.is_file():
            raise SourceError(
                f"RAW_DATABASE names {path}, and no such file exists: correct the path."
            )
        conn.execute(f"attach {_quote(path)} as raw_database (read_only)")


def _quote(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"
