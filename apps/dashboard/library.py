"""The chart library, from an installed package: nothing is fetched, now or by a reader."""

from apps.dashboard.errors import DashboardError


def read_chart_library() -> str:
    """Return Vega, Vega-Lite and Vega-Embed as one script that leaves nothing global but its names.

    Raises:
        DashboardError: the package that brings it is not installed.
    """
    try:
        import vl_convert
    except ImportError as error:
        raise DashboardError(
            "The charts need the package vl-convert-python, which is not installed: run"
            " `pip install 'mainstay[dashboard]'`, or `make dashboard`."
        ) from error
    return f"(() => {{\n{vl_convert.javascript_bundle()}\n}})();\n"
