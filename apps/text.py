"""Text for a terminal, a message or a sheet: what comes from outside stays text."""

from typing import Final

# With these a cell begins that a spreadsheet would compute.
FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\0")


def printable(text: str) -> str:
    """Return `text` with a question mark for whatever could steer a terminal."""
    return "".join(character if character.isprintable() else "?" for character in text)


def cut(text: str, width: int) -> str:
    """Return printable text of at most `width` characters."""
    shown = printable(text)
    return shown if len(shown) <= width else shown[: width - 3] + "..."


def one_line(text: str) -> str:
    r"""Return text on one line, whatever cannot be printed as a question mark.

    >>> one_line("a\r\nBcc: b")
    'a Bcc: b'
    """
    return printable(" ".join(text.split()))


def formula_safe(text: str) -> str:
    """Return text that a spreadsheet shows and does not compute.

    >>> formula_safe("=1+1")
    "'=1+1"
    """
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
