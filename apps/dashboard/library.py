"""The chart library, from an installed package: nothing is fetched, now or by a reader."""

from typing import Final

from apps.extras import require_extra

# The licence asks for it, and the bundle comes without.
NOTICE: Final = """/* Vega, Vega-Lite, Vega-Embed: (c) UW Interactive Data Lab.
   BSD 3-Clause: https://github.com/vega/vega/blob/main/LICENSE */
"""
EXPORTED: Final = "window.vegaEmbed = vegaEmbed;"


def read_chart_library() -> str:
    """Return Vega, Vega-Lite and Vega-Embed as one script that leaves nothing global but its names.

    Raises:
        ExtraError: the package that brings it is not installed.
    """
    require_extra("dashboard", "vl_convert")
    import vl_convert

    return f"{NOTICE}(() => {{\n{vl_convert.javascript_bundle(EXPORTED)}\n}})();\n"
