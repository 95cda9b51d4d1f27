"""A made publication, its pages, and a browser that may reach nothing but the disk."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from apps.cli import main
from benchmarks.published import make_publication

CUSTOMERS = 240
# Hostile to HTML, to scripts, to attributes, to addresses, to spreadsheets and to terminals.
HOSTILE = (
    '<img src=x onerror="window.hurt=1">',
    "</script><script>window.hurt=1</script>",
    "\"' onfocus=window.hurt=1 autofocus x='",
    "javascript:window.hurt=1",
    "=HYPERLINK('https://evil.example')",
    "{{ 7 * 7 }} {% raw %} ${window.hurt=1}",
    "\u202egnp.exe\x1b[31m\u2028\u2029\t\\u003c",
)


@pytest.fixture(scope="session")
def publication(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a publication whose first customers, reasons and alerts mean harm."""
    folder = make_publication(tmp_path_factory.mktemp("published"), customers=CUSTOMERS)
    with duckdb.connect(str(folder / "current.duckdb")) as connection:
        for place, text in enumerate(HOSTILE):
            of_customer = [text, f"C{place:06}"]
            connection.execute(
                "update rpt_customers_at_risk set customer_name = $1, account_owner_email = $1,"
                " industry = $1, change_text = $1 where customer_id = $2",
                of_customer,
            )
            connection.execute(
                "update fct_churn_score_reasons set reason_text = $1, value_display = $1"
                " where customer_id = $2",
                of_customer,
            )
            connection.execute(
                "insert into fct_alerts values ($1, $1, date '2026-05-25', null, $1, $1, $1, $1)",
                [text],
            )
    return folder


@pytest.fixture(scope="session")
def site(publication: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of pages, as the command writes it."""
    folder = tmp_path_factory.mktemp("site") / "pages"
    assert main(["dashboard", "--in", str(publication), "--output", str(folder)]) == 0
    return folder


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """Return a context without a network, in which every test must stay quiet."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, offline=True)
    complaints: list[str] = []
    requested: list[str] = []
    context.on("console", lambda message: complaints.append(message.text))
    context.on("weberror", lambda failure: complaints.append(str(failure.error)))
    context.on("request", lambda request: requested.append(request.url))
    yield context
    context.close()
    assert not complaints
    assert requested, "the test opened no page"
    assert [url for url in requested if not url.startswith(("file://", "data:"))] == []


@pytest.fixture
def page(context: BrowserContext, site: Path) -> Page:
    """Return the list of customers at risk, opened from disk."""
    opened = context.new_page()
    opened.goto((site / "index.html").as_uri())
    opened.wait_for_selector("#rows > tr")
    return opened
