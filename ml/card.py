"""Render model cards from recorded tables: nobody types them, so they say what is so."""

from functools import cache
from typing import Any, Final

import pandas as pd
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from ml.card_facts import Facts, facts_of, rows_of
from ml.info_sheet import INFO_SHEET
from ml.schema import MODEL_CARDS

UNKNOWN: Final = "–"
# What would begin a table cell, a tag, a link or emphasis in Markdown.
_MARKDOWN: Final = str.maketrans(
    {**{sign: f"\\{sign}" for sign in "\\|*[]`"}, "<": "&lt;", ">": "&gt;", "\n": " ", "\r": " "}
)


def render_cards(due: pd.DataFrame, *, facts: Facts, label_kind: str) -> pd.DataFrame:
    """Return one card per row of `due`, as Markdown and as a page that needs nothing else.

    Args:
        due: rows of dim_champions.
        facts: recorded tables by name; see `ml.card_facts.facts_of`.
        label_kind: what counts as churn: subscription_end or inactivity.

    Returns:
        A frame of the shape MODEL_CARDS.

    Raises:
        FrameError: a table is absent.
    """
    cards = [_render(row, facts=facts, label_kind=label_kind) for row in rows_of(due)]
    return MODEL_CARDS.conform(pd.DataFrame(cards)) if cards else MODEL_CARDS.empty()


def _render(version: dict[str, Any], *, facts: Facts, label_kind: str) -> dict[str, str]:
    shown = {
        **facts_of(version, facts=facts),
        "info_sheet": INFO_SHEET,
        "label_kind": label_kind,
    }
    return {
        "model_version": version["model_version"],
        "card_markdown": _environment(is_html=False).get_template("card.md.j2").render(shown),
        "card_html": _environment(is_html=True).get_template("card.html.j2").render(shown),
    }


@cache
def _environment(*, is_html: bool) -> Environment:
    """Return where templates are rendered: every value is text, whatever is in it."""
    environment = Environment(
        loader=PackageLoader("ml"),
        autoescape=select_autoescape(["html.j2", "svg.j2"], default=is_html),
        finalize=None if is_html else _escape_markdown,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {
        "count": lambda value: UNKNOWN if value is None else f"{value:,.0f}",
        "number": lambda value, digits=3: UNKNOWN if value is None else f"{value:,.{digits}f}",
        "figure": _figure,
        "share": lambda value, digits=0: UNKNOWN if value is None else f"{value:.{digits}%}",
        "words": lambda value: str(value).replace("_", " "),
        "metric": _metric_title,
    }
    environment.tests["known"] = lambda value: value is not None
    return environment


def _figure(value: float | None) -> str:
    """Return a value that may be a share or a count."""
    if value is None:
        return UNKNOWN
    return f"{value:,.0f}" if float(value).is_integer() and abs(value) > 1 else f"{value:.3f}"


def _metric_title(name: str) -> str:
    """Return a metric's name as people write it."""
    short = {
        "roc_auc": "ROC AUC",
        "lift_at_10pct": "lift at 10%",
        "f1_at_capacity": "F1 at capacity",
    }
    return short.get(name, name.replace("_", " "))


def _escape_markdown(value: Any) -> Any:
    return value.translate(_MARKDOWN) if isinstance(value, str) else value
