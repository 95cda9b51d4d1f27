"""What a person sets in the environment: addresses and secrets, which are no arguments."""

from collections.abc import Mapping

Environment = Mapping[str, str]


class SettingError(Exception):
    """Report a setting that is missing or cannot be used, and what to do."""


def setting(environment: Environment, name: str, *, document: str) -> str:
    """Return a setting without the blanks around it; `document` says what it is for.

    Raises:
        SettingError: It is not set.
    """
    value = environment.get(name, "").strip()
    if not value:
        raise SettingError(f"{name} is not set: {document} says what to write there.")
    return value
