"""The list of commands that `mainstay --help` shows: by what somebody wants to do."""

from collections.abc import Iterator, Mapping
from typing import Final

PURPOSES: Final = {
    "Look": ("at-risk", "brief", "ladder", "card", "explain"),
    "Hand on": ("dashboard", "governance-pack", "alerts", "crm"),
    "Serve": ("serve", "api-key", "publish", "publication"),
    "Prove": ("reproduce", "drill"),
    "Begin": ("simulate", "import"),
}
OTHERS: Final = "Other"
NEXT: Final = "`mainstay COMMAND --help` says more, and docs/operations.md how to run it every day."


def list_by_purpose(commands: Mapping[str, str]) -> str:
    """Return the commands and what they do, one a line, below what they are for.

    >>> print(list_by_purpose({"card": "show it", "count": "count it"}).partition(NEXT)[0].strip())
    Look
      card   show it
    <BLANKLINE>
    Other
      count  count it
    """
    known = {name for names in PURPOSES.values() for name in names}
    others = tuple(name for name in commands if name not in known)
    groups = PURPOSES | {OTHERS: others}
    width = max(map(len, commands), default=0)
    parts = [
        "\n".join([purpose, *_lines(names, commands, width=width)])
        for purpose, names in groups.items()
        if any(name in commands for name in names)
    ]
    return "\n\n".join([*parts, NEXT])


def _lines(names: tuple[str, ...], commands: Mapping[str, str], *, width: int) -> Iterator[str]:
    return (f"  {name:{width}}  {commands[name]}" for name in names if name in commands)
