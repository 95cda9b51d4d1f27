"""The charts, as Vega-Lite: what stands where."""

from apps.dashboard.chart_style import (
    Layer,
    Rows,
    chart,
    dots,
    over_weeks,
    series_encoding,
    value_axis,
)

# Beside a chart with many rows.
TALL = 380


def lines_by_week(rows: Rows) -> Layer:
    """Compare series week by week; `low` and `high`, where a row has them, are a band."""
    value = value_axis("%")
    return over_weeks(
        rows,
        [
            {
                "transform": [{"filter": "isValid(datum.low)"}],
                "mark": {"type": "area", "color": "var(--champion)", "opacity": 0.16},
                "encoding": {"y": value | {"field": "low"}, "y2": {"field": "high"}},
            },
            {
                "mark": {"type": "line", "strokeWidth": 2},
                "encoding": {"y": value, **series_encoding(with_dashes=True)},
            },
            dots({"y": value, "color": series_encoding()["color"]}, form=".1%"),
        ],
    )


def one_line_by_week(rows: Rows) -> Layer:
    """Show one value week by week."""
    value = {"y": value_axis(".2f")}
    line = {"type": "line", "color": "var(--champion)", "strokeWidth": 2}
    layers = [{"mark": line, "encoding": value}, dots(value, form=".3f")]
    return over_weeks(rows, layers, height=TALL)


def estimates_by_week(rows: Rows) -> Layer:
    """Set what was expected, with its interval, beside what came."""
    value = value_axis("%")
    line = {"y": value | {"field": "estimated"}}
    came = dots({"y": value | {"field": "realised"}}, form=".1%", field="realised")
    came["transform"] = [{"filter": "isValid(datum.realised)"}]
    came["mark"] |= {"color": "var(--champion)", "size": 60}
    return over_weeks(
        rows,
        [
            {
                "mark": {"type": "area", "color": "var(--rule)", "opacity": 0.16},
                "encoding": {"y": value | {"field": "low"}, "y2": {"field": "high"}},
            },
            {"mark": {"type": "line", "color": "var(--rule)", "strokeDash": [6, 3]}}
            | {"encoding": line},
            came,
        ],
    )


def calibration(rows: Rows) -> Layer:
    """Set the rate that came beside the probability that was given; the diagonal is right."""
    top = max([0.05, *(max(row["predicted"], row["observed"]) for row in rows)]) * 1.05
    share = {"scale": {"domain": [0, top]}, "axis": {"format": "%", "tickCount": 5}}
    at: Layer = {"type": "quantitative", **share}
    return chart(
        rows,
        [
            {
                "data": {"values": [{"at": 0}, {"at": top}]},
                "mark": {"type": "line", "color": "var(--chance)", "strokeDash": [4, 4]},
                "encoding": {"x": at | {"field": "at"}, "y": at | {"field": "at"}},
            },
            {
                "mark": {"type": "point", "filled": True, "color": "var(--champion)", "size": 90}
                | {"opacity": 1, "stroke": "var(--paper)", "strokeWidth": 1.5},
                "encoding": {
                    "x": at | {"field": "predicted", "title": "probability given"},
                    "y": at | {"field": "observed", "title": "share who left"},
                    "tooltip": [
                        {"field": "predicted", "title": "given", "format": ".1%"},
                        {"field": "observed", "title": "left", "format": ".1%"},
                        {"field": "rows", "title": "rows", "format": ","},
                    ],
                },
            },
        ],
        height=TALL,
    )


def ranges(rows: Rows, *, whole: float | None, title: str) -> Layer:
    """Show a value and its interval for each name; a line marks the value of the whole."""
    at: Layer = {"type": "quantitative", "scale": {"zero": False}, "title": title}
    name: Layer = {"field": "name", "type": "nominal", "sort": None, "title": None}
    name |= {"axis": {"labelLimit": 200, "grid": False}}
    mark: Layer = {
        "data": {"values": [{"at": whole}]},
        "mark": {"type": "rule", "strokeDash": [4, 4]},
    }
    mark["mark"] |= {"color": "var(--chance)"}
    return chart(
        rows,
        [
            mark | {"encoding": {"x": at | {"field": "at"}}},
            {
                "mark": {"type": "rule", "color": "var(--champion)", "strokeWidth": 2},
                "encoding": {"x": at | {"field": "low"}, "x2": {"field": "high"}, "y": name},
            },
            dots({"x": at | {"field": "value"}, "y": name}, form=".2f", title="name"),
        ],
        height=24 * max(len(rows), 3),
    )


def moves(rows: Rows, *, now: str, before: str) -> Layer:
    """Show where each name was and where it is, as a share of the whole."""
    at: Layer = {"type": "quantitative", "axis": {"format": "%", "tickCount": 5}, "title": None}
    name: Layer = {"field": "name", "type": "nominal", "sort": None, "title": None}
    name |= {"axis": {"labelLimit": 230, "grid": False}}
    point = {"type": "point", "filled": True, "opacity": 1, "size": 80}
    tip = [{"field": "name", "title": " "}]
    tip += [{"field": "before", "title": before, "format": ".1%"}]
    tip += [{"field": "now", "title": now, "format": ".1%"}]
    return chart(
        rows,
        [
            {
                "mark": {"type": "rule", "color": "var(--line)", "strokeWidth": 3},
                "encoding": {"x": at | {"field": "before"}, "x2": {"field": "now"}, "y": name},
            },
            {"mark": point | {"color": "var(--chance)"}}
            | {"encoding": {"x": at | {"field": "before"}, "y": name, "tooltip": tip}},
            {"mark": point | {"color": "var(--champion)"}}
            | {"encoding": {"x": at | {"field": "now"}, "y": name, "tooltip": tip}},
        ],
        height=26 * max(len(rows), 3),
    )


def heat_by_week(rows: Rows, *, full: float, title: str, form: str = ".2f") -> Layer:
    """Show a value for each name and week, from none to `full` and beyond."""
    name: Layer = {"field": "name", "type": "ordinal", "sort": None, "title": None}
    week: Layer = {"field": "when", "type": "ordinal", "sort": None, "title": None}
    week |= {"axis": {"labelOverlap": True, "labelAngle": 0}}
    return chart(
        rows,
        [
            {
                "mark": {"type": "rect", "color": "var(--heat)", "cornerRadius": 2},
                "encoding": {
                    "x": week | {"scale": {"paddingInner": 0.12}},
                    "y": name | {"axis": {"labelLimit": 230}, "scale": {"paddingInner": 0.16}},
                    "opacity": {
                        "field": "value",
                        "type": "quantitative",
                        "scale": {"domain": [0, full], "range": [0.06, 1], "clamp": True},
                        "legend": None,
                    },
                    "tooltip": [
                        {"field": "name", "title": " "},
                        {"field": "when", "title": "week"},
                        {"field": "value", "title": title, "format": form},
                    ],
                },
            }
        ],
        height=23 * max(len({row["name"] for row in rows}), 3),
    )


def score_history() -> Layer:
    """Show one customer's score over time; the page gives it the rows."""
    value = value_axis("%") | {"field": "risk"}
    line = {"mark": {"type": "line", "color": "var(--champion)", "strokeWidth": 2}}
    switch = {"mark": {"type": "rule", "color": "var(--chance)", "strokeDash": [2, 3]}}
    scores = dots({"y": value}, form=".1%", field="risk")
    scores["encoding"]["tooltip"].append({"field": "model", "title": "model"})
    return over_weeks(
        [],
        [
            switch | {"transform": [{"filter": "datum.switched"}]},
            line | {"encoding": {"y": value}},
            scores,
        ],
        height=170,
    )
