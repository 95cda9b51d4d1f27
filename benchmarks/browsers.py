"""Where a Chromium is; `.ci/browser` installs one where it may."""

import os
import shutil

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
MISSING = (
    "no Chromium: install one (Debian: `apt-get install chromium`) or name it in CHROMIUM_PATH"
)


def find_browser() -> str | None:
    """Return the path of a Chromium, or None where there is none."""
    named = os.environ.get("CHROMIUM_PATH")
    return named or next((path for name in NAMES if (path := shutil.which(name))), None)
