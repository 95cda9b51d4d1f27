"""The brief as Markdown, for a terminal or a file, and as a page that needs nothing else."""

from collections.abc import Sequence

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from apps.brief.sections import Section
from apps.text import one_line


def as_markdown(sections: Sequence[Section], *, as_of_date: str | None) -> str:
    """Return the brief as Markdown; what could steer a terminal is a question mark."""
    written = [f"# {_head(as_of_date)}"]
    for section in sections:
        lines = "\n".join(f"- {one_line(line)}" for line in section.lines)
        written.append(f"## {section.title}\n\n{lines}")
    return "\n\n".join(written)


def as_page(sections: Sequence[Section], *, as_of_date: str | None) -> str:
    """Return the brief as a page of one file."""
    environment = Environment(
        loader=PackageLoader("apps.brief"),
        autoescape=select_autoescape(enabled_extensions=("html.j2",)),
        undefined=StrictUndefined,
    )
    template = environment.get_template("brief.html.j2")
    return template.render(head=_head(as_of_date), sections=sections)


def _head(as_of_date: str | None) -> str:
    return f"Retention brief of {as_of_date}" if as_of_date else "Retention brief"
