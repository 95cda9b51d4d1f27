"""All three pages, in a browser: who can read them, and what they show."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.apps.dashboard.conftest import HOSTILE

PAGES = ("index.html#tier=all&open=C000010", "outcomes.html", "health.html")
SERIOUS = {"serious", "critical"}
WIDTHS = {"desk": 1280, "phone": 390}
CHARTS = {"outcomes.html": 6, "health.html": 4}


def open_page(context, site, name):
    page = context.new_page()
    file, _, state = name.partition("#")
    page.goto(f"{(site / file).as_uri()}#{state}")
    page.wait_for_function(
        "() => { const all = [...document.querySelectorAll('.chart')];"
        " return all.length && all.every((chart) => chart.dataset.drawn); }"
    )
    return page


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", PAGES, ids=lambda name: name.partition(".")[0])
def test_axe_finds_nothing_serious(context, site, name, width):
    page = open_page(context, site, name)
    page.set_viewport_size({"width": WIDTHS[width], "height": 900})
    page.locator("details").evaluate_all("all => all.forEach((one) => { one.open = true; })")
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        found = Axe().run(page, options={"preload": False}).response["violations"]
        serious = [violation for violation in found if violation["impact"] in SERIOUS]
        assert [(theme, one["id"], one["nodes"][0]["html"]) for one in serious] == []


@pytest.mark.parametrize("name", PAGES, ids=lambda name: name.partition(".")[0])
def test_nothing_is_wider_than_a_phone(context, site, name):
    page = open_page(context, site, name)
    page.set_viewport_size({"width": 390, "height": 844})
    page.reload()
    page.wait_for_timeout(200)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.parametrize(("name", "charts"), CHARTS.items(), ids=list(CHARTS))
def test_each_chart_has_a_name_and_its_numbers(context, site, name, charts):
    page = open_page(context, site, name)
    assert page.locator(".chart svg").count() == charts
    for chart in page.locator("figure").all():
        assert len(str(chart.locator(".chart").get_attribute("aria-label"))) > 20
        assert chart.locator("tbody tr").count() > 0


def test_the_same_navigation_leads_to_every_page(page):
    for title in ("Is it working?", "Model and data health", "Customers at risk"):
        page.get_by_role("navigation", name="Pages").get_by_role("link", name=title).click()
        expect(page.get_by_role("heading", level=1)).to_have_text(title)
        expect(page.locator("[aria-current=page]")).to_contain_text(title)


def test_the_theme_is_chosen_and_remembered(page):
    colour = "getComputedStyle(document.body).backgroundColor"
    page.emulate_media(color_scheme="light")
    light = page.evaluate(colour)
    button = page.get_by_role("button", name="Theme")
    button.click()
    button.click()
    expect(button).to_have_text("Theme: dark")
    dark = page.evaluate(colour)
    assert dark != light
    page.reload()
    assert page.evaluate(colour) == dark
    expect(button).to_have_text("Theme: dark")


def test_a_chart_follows_the_theme_without_being_drawn_again(context, site):
    page = open_page(context, site, "outcomes.html")
    line = page.locator(".chart svg path[stroke='var(--champion)']").first
    colours = []
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        colours.append(line.evaluate("one => getComputedStyle(one).stroke"))
    assert colours[0] != colours[1]
    assert all(colour.startswith("rgb") for colour in colours)


def test_paper_is_light_and_has_no_controls(context, site):
    page = open_page(context, site, "health.html")
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    expect(page.locator("header nav")).to_be_hidden()
    expect(page.locator("#theme")).to_be_hidden()


def test_hostile_alerts_stay_text(context, site):
    page = open_page(context, site, "health.html")
    rows = page.locator("table", has_text="Open alerts").locator("tbody tr")
    assert rows.count() == 1 + len(HOSTILE)
    assert page.evaluate("window.hurt") is None
    assert page.locator("main img, main iframe, main a, [onerror], [onfocus]").count() == 0
    for text in (HOSTILE[0], HOSTILE[5]):
        assert text in rows.filter(has_text=text).first.inner_text()


def test_a_page_may_run_no_script_of_another_place(context, site):
    page = open_page(context, site, "outcomes.html")
    policy = page.locator("meta[http-equiv]").get_attribute("content")
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'")
    assert "unsafe" not in policy
