"""The chart library, from an installed package: nothing is fetched, now or by a reader."""

from typing import Final

from apps.dashboard.errors import DashboardError

# The licence asks for it, and the bundle comes without.
NOTICE: Final = """/* Vega, Vega-Lite, Vega-Embed: (c) UW Interactive Data Lab.
   BSD 3-Clause: https://github.com/vega/vega/blob/main/LICENSE */
"""
EXPORTED: Final = "window.vegaEmbed = vegaEmbed;"


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
    return f"{NOTICE}(() => {{\n{vl_convert.javascript_bundle(EXPORTED)}\n}})();\n"
