"""`mainstay brief`: one page on what was promised, what came of it, and how sure that is."""

import argparse
from pathlib import Path

from apps.brief.asking import ask_all
from apps.brief.rendering import as_markdown, as_page
from apps.brief.sections import write_sections
from apps.reading import ReadingError, add_folder, open_publication

FORMS = {".md": as_markdown, ".html": as_page}


def add_to(commands: argparse._SubParsersAction) -> None:  # type: ignore[type-arg]
    """Add the sub-command to `commands`."""
    parser = commands.add_parser(
        "brief", help="show on one page what was promised, where we are, and how sure that is"
    )
    parser.add_argument(
        "--output", type=Path, metavar="FILE", help="a file to write: FILE.html or FILE.md"
    )
    add_folder(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> str:
    """Return the brief as Markdown, or write it and return where.

    Raises:
        ReadingError: the file's name does not say which form it has.
    """
    form = ".md" if arguments.output is None else arguments.output.suffix
    if form not in FORMS:
        raise ReadingError(
            f"{arguments.output} is to end in .html or .md, which says what to write."
        )
    with open_publication(arguments.folder) as connection:
        answers = ask_all(connection)
    newest = answers["newest"][0]["as_of_date"] if answers["newest"] else None
    text = FORMS[form](write_sections(answers), as_of_date=newest)
    if arguments.output is None:
        return text
    arguments.output.write_text(text, encoding="utf-8")
    return f"The brief of {newest or 'an empty publication'} is in {arguments.output}."
