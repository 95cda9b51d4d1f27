"""`python -m benchmarks.pages`: how quickly the list of customers at risk opens in a browser."""

import argparse
import statistics
import tempfile
from pathlib import Path
from time import perf_counter

import duckdb
from playwright.sync_api import Browser, sync_playwright

from apps.dashboard.building import build_pages
from benchmarks.browsers import find_browser
from benchmarks.published import make_publication

# Eight in ten of a made publication are at high risk.
CUSTOMERS = 25_000
ANSWERS = """() => ({
    ready: performance.getEntriesByName("mainstay-ready")[0].startTime,
    rows: document.querySelectorAll("#rows > tr").length,
    listed: document.querySelector("#summary strong").textContent,
})"""
FILTER = """() => {
    const started = performance.now();
    document.querySelector("[name=tier][value=all]").click();
    document.body.getBoundingClientRect();
    return performance.now() - started;
}"""


def main() -> None:
    """Make the pages, open the list a few times, and print the times."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.pages", description=__doc__)
    parser.add_argument("--customers", type=int, default=CUSTOMERS)
    parser.add_argument("--times", type=int, default=7)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="mainstay-pages-") as scratch:
        folder = make_publication(Path(scratch) / "published", customers=arguments.customers)
        pages = Path(scratch) / "pages"
        started = perf_counter()
        with duckdb.connect(str(folder / "current.duckdb"), read_only=True) as connection:
            build_pages(connection, folder=pages, report=lambda _: None)
        size = sum(path.stat().st_size for path in pages.rglob("*") if path.is_file())
        print(f"made in {perf_counter() - started:.1f} s, {size / 1e6:.0f} MB")
        with sync_playwright() as driver:
            browser = driver.chromium.launch(executable_path=find_browser())
            _report(browser, pages, times=arguments.times)
            browser.close()


def _report(browser: Browser, pages: Path, *, times: int) -> None:
    opened, filtered = [], []
    for _ in range(times):
        page = browser.new_context(viewport={"width": 1360, "height": 900}).new_page()
        page.goto((pages / "index.html").as_uri())
        page.wait_for_selector("#rows > tr")
        answers = page.evaluate(ANSWERS)
        opened.append(answers["ready"])
        filtered.append(page.evaluate(FILTER))
        page.context.close()
    print(f"{answers['listed']} customers at high risk, {answers['rows']} rows drawn")
    print(f"list ready: median {statistics.median(opened):.0f} ms, worst {max(opened):.0f} ms")
    print(f"filter: median {statistics.median(filtered):.0f} ms, worst {max(filtered):.0f} ms")


if __name__ == "__main__":
    main()
