"""Parts that not everybody installs."""

from importlib.util import find_spec


class ExtraError(Exception):
    """Report a part of the installation that a command needs, and how to add it."""


def require_extra(extra: str, *modules: str) -> None:
    """Do nothing where an optional part is installed.

    Raises:
        ExtraError: it is not.
    """
    missing = [module for module in modules if find_spec(module) is None]
    if missing:
        raise ExtraError(
            f"This command needs {missing[0]}: run `uv sync --extra {extra}`, or "
            f"`pip install 'mainstay[{extra}]'`."
        )
