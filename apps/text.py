"""Text for a terminal: what comes from outside stays text."""


def printable(text: str) -> str:
    """Return `text` with a question mark for whatever could steer a terminal."""
    return "".join(character if character.isprintable() else "?" for character in text)


def cut(text: str, width: int) -> str:
    """Return printable text of at most `width` characters."""
    shown = printable(text)
    return shown if len(shown) <= width else shown[: width - 3] + "..."
