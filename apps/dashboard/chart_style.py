"""What all charts share. Colours are names of the style sheet's variables.

A colour such as `var(--champion)` reaches the page as it is, so light, dark and print need no
second drawing.
"""

import math
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

Rows = Sequence[Mapping[str, Any]]
Layer = dict[str, Any]

CONFIG: Layer = {
    "aria": False,  # the place of a chart has a name, and a table behind it
    "background": None,
    "font": "system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif",
    "view": {"stroke": None},
    "axis": {
        "domain": False,
        "gridColor": "var(--line)",
        "labelColor": "var(--muted)",
        "labelFontSize": 12,
        "labelPadding": 6,
        "ticks": False,
        "titleColor": "var(--muted)",
        "titleFontSize": 12,
        "titleFontWeight": "normal",
        "titlePadding": 10,
    },
    "legend": {
        "columnPadding": 6,
        "labelColor": "var(--ink)",
        "labelFontSize": 12,
        "orient": "top",
        "symbolSize": 256,
        "symbolStrokeWidth": 2,
        "symbolType": "stroke",
        "title": None,
    },
}
SERIES = {
    "champion": ("var(--champion)", [1, 0]),
    "rule of thumb": ("var(--rule)", [6, 3]),
    "no skill": ("var(--chance)", [2, 3]),
}
# Ticks stand on dates of the data: the page sets them where the data come later.
WEEK: Layer = {
    "field": "week",
    "type": "temporal",
    "scale": {"type": "utc"},
    "axis": {"format": "%-d %b", "grid": False, "labelOverlap": True},
    "title": None,
}
MOST_TICKS = 7


def over_weeks(rows: Rows, layers: list[Layer], *, height: int = 240) -> Layer:
    """Return layers that share an axis of weeks."""
    dates = sorted({row["week"] for row in rows})
    every = max(1, math.ceil(len(dates) / MOST_TICKS))
    week = WEEK | {"axis": WEEK["axis"] | {"values": [_tick(day) for day in dates[::every]]}}
    return chart(rows, layers, height=height) | {"encoding": {"x": week}}


def chart(rows: Rows, layers: list[Layer], *, height: int = 240) -> Layer:
    """Return layers over rows, as wide as the place they stand in."""
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "width": "container",
        "height": height,
        "autosize": {"type": "fit-x", "contains": "padding"},
        "config": CONFIG,
        "data": {"name": "rows", "values": list(rows)},
        "layer": layers,
    }


def value_axis(form: str) -> Layer:
    """Return the vertical axis of a value."""
    axis = {"format": form, "tickCount": 5}
    return {"field": "value", "type": "quantitative", "axis": axis, "title": None}


def series_encoding(*, with_dashes: bool = False) -> Layer:
    """Tell series apart by colour, and by dashes for who sees no colour."""
    names = list(SERIES)
    color = {"domain": names, "range": [SERIES[name][0] for name in names]}
    encoding: Layer = {"color": {"field": "series", "type": "nominal", "scale": color}}
    if with_dashes:
        dashes = {"domain": names, "range": [SERIES[name][1] for name in names]}
        encoding["strokeDash"] = {"field": "series", "type": "nominal", "scale": dashes}
    return encoding


def dots(encoding: Layer, *, form: str, field: str = "value", title: str = "when") -> Layer:
    """Return points that tell their numbers under the pointer."""
    mark = {"type": "point", "filled": True, "opacity": 1, "size": 34, "color": "var(--champion)"}
    tip = [{"field": title, "title": " "}, {"field": field, "title": "value", "format": form}]
    if field == "value":
        tip.append({"field": "span", "title": "interval"})
    return {"mark": mark, "encoding": encoding | {"tooltip": tip}}


def _tick(day: str) -> Layer:
    when = date.fromisoformat(day)
    return {"year": when.year, "month": when.month, "date": when.day, "utc": True}
