"""The names that dbt gives to Jinja, as far as SQL needs them to be linted without a warehouse.

sqlfluff brings `ref`, `source`, `config` and `this`; the variables here are the project's own.
"""

import datetime
import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import yaml

dbt_version = "1.11"
execute = False
flags = SimpleNamespace(WHICH="compile", FULL_REFRESH=False)
invocation_id = "lint"
model = SimpleNamespace(name="this_model", unique_id="model.mainstay.this_model")
modules = SimpleNamespace(datetime=datetime, re=re)
selected_resources: list[str] = []
run_started_at = datetime.datetime(2026, 6, 1, tzinfo=datetime.UTC)
target = SimpleNamespace(name="demo", schema="main", type="duckdb", database="warehouse")
_PROJECT = yaml.safe_load(Path("dbt_project.yml").read_text(encoding="utf-8"))


def var(name: str, default: Any = None) -> Any:
    """Return the variable's value in dbt_project.yml."""
    return _PROJECT.get("vars", {}).get(name, default)


def env_var(name: str, default: str = "") -> str:
    """Return the default: what a linter says must not depend on the machine."""
    return default or name


def run_query(_sql: str) -> list[Any]:
    """Return no rows: a linter has no warehouse."""
    return []


def _refuse(message: str) -> str:
    raise ValueError(message)


def _adapted(name: str) -> Any:
    """Return a stand-in for a macro that is dispatched to the engine or lives in dbt."""
    return lambda *arguments, **_: f"{name}({', '.join(str(argument) for argument in arguments)})"


class _Dbt:
    """dbt's cross-database macros, each rendered as a call of its own name."""

    def __getattr__(self, name: str) -> Any:
        return _adapted(name)


dbt = _Dbt()
adapter = SimpleNamespace(
    dispatch=lambda name, *_, **__: _adapted(name), get_relation=_adapted("r")
)
exceptions = SimpleNamespace(raise_compiler_error=_refuse, warn=_refuse)
