"""What every test folder shares."""

import atexit
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, Phase, settings

from benchmarks.browsers import MISSING, find_browser

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# The same examples on every machine and in every run: a red test stays red until somebody fixes it.
settings.register_profile(
    "house", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
# Where a failure is expected, the first example that fails is as good as the smallest.
settings.register_profile(
    "first_failure",
    parent=settings.get_profile("house"),
    phases=[Phase.explicit, Phase.generate],
)
settings.load_profile("house")


@pytest.fixture(scope="session")
def root() -> Path:
    """Return the project's root folder."""
    return Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def browser() -> Iterator["Browser"]:
    """Return a Chromium, or skip where the machine has none.

    A module's, not the session's: its driver keeps an event loop in the tests' own thread, where a
    second driver, or a test that needs a loop of its own, fails for as long as it runs.
    """
    path = find_browser()
    if path is None:
        pytest.skip(MISSING)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=path)
        yield chromium
        chromium.close()


def pytest_unconfigure() -> None:
    """Leave the summary as the last thing to read.

    When Python ends, DuckDB's client lists on the standard error output whatever of it is still
    alive: forty lines that mean nothing and push a failing test out of sight.
    """
    atexit.register(lambda: os.dup2(os.open(os.devnull, os.O_WRONLY), 2))
