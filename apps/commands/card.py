"""`mainstay card`: the model card of a champion, to read or to hand on."""

import argparse
from pathlib import Path

from apps.reading import ReadingError, add_folder, open_publication

CARDS = """
    select model_version, card_markdown, card_html from rpt_model_card
    order by champion_to_date desc nulls last, trained_as_of_date desc, model_version
"""
FORMS = {".md": 1, ".html": 2}


def add_to(commands: argparse._SubParsersAction) -> None:  # type: ignore[type-arg]
    """Add the sub-command to `commands`."""
    parser = commands.add_parser("card", help="show the model card, or write it as a page")
    parser.add_argument(
        "model_version", nargs="?", metavar="MODEL_VERSION", help="default: the champion now"
    )
    parser.add_argument(
        "--output", type=Path, metavar="FILE", help="a file to write: FILE.html or FILE.md"
    )
    add_folder(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> str:
    """Return the card as Markdown, or write it and return where.

    Raises:
        ReadingError: there is no such card, or the file's name does not say which form it has.
    """
    if arguments.output is not None and arguments.output.suffix not in FORMS:
        raise ReadingError(
            f"{arguments.output} is to end in .html or .md, which says what to write."
        )
    with open_publication(arguments.folder) as connection:
        cards = {row[0]: row for row in connection.execute(CARDS).fetchall()}
    wanted = arguments.model_version or next(iter(cards), None)
    if wanted not in cards:
        known = ", ".join(cards) or "none; a build with a champion makes the first"
        raise ReadingError(f"There is no card of {wanted or 'a champion'}; there are: {known}.")
    if arguments.output is None:
        return str(cards[wanted][FORMS[".md"]])
    arguments.output.write_text(cards[wanted][FORMS[arguments.output.suffix]], encoding="utf-8")
    return f"The card of {wanted} is in {arguments.output}."
