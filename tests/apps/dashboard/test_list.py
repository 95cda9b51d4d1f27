"""The list of customers at risk, as somebody uses it."""

from collections.abc import Callable

import duckdb
import pytest
from playwright.sync_api import Page, expect

from tests.apps.dashboard.conftest import HOSTILE

LISTED = "from rpt_customers_at_risk select count(*) where "
FIRST_REASONS = """
    customer_id in (
        select customer_id from (
            from fct_churn_score_reasons
            qualify row_number() over (
                partition by customer_id order by is_actionable desc, reason_rank
            ) <= 3
        ) where feature_name = '{name}'
    )
"""
GO_TO = """state => new Promise((done) => {
    if (location.hash.slice(1) === state) return done();
    addEventListener("hashchange", () => setTimeout(done), { once: true });
    location.hash = state;
})"""
FILTERS = {
    "tier=high": "risk_tier = 'high'",
    "tier=low": "risk_tier = 'low'",
    "tier=none": "risk_tier is null",
    "tier=all": "true",
    "tier=all&owner=owner-3@streamflow.example": (
        "account_owner_email = 'owner-3@streamflow.example'"
    ),
    "tier=all&segment=region:asia_pacific": "region = 'asia_pacific'",
    "tier=all&segment=company_size:small": "company_size = 'small'",
    "tier=all&renewal=7": "days_until_renewal between 0 and 7",
    "tier=all&renewal=30": "days_until_renewal between 0 and 30",
    "tier=all&renewal=90": "days_until_renewal between 31 and 90",
    "tier=all&renewal=later": "days_until_renewal > 90",
    "tier=all&new=1": "has_crossed_up",
    "tier=all&q=MAPLE": "customer_name ilike '%maple%'",
    "tier=all&q=C00012": "customer_id ilike '%C00012%'",
    "segment=plan_name:starter&renewal=30": (
        "risk_tier = 'high' and plan_name = 'starter' and days_until_renewal <= 30"
    ),
}


@pytest.fixture(scope="module")
def count(publication) -> Callable[[str], int]:
    def counted(where: str) -> int:
        path = str(publication / "current.duckdb")
        with duckdb.connect(path, read_only=True) as connection:
            answer: int = connection.execute(LISTED + where).fetchall()[0][0]
        return answer

    return counted


def shown(page: Page) -> int:
    return int(page.locator("#summary strong").first.inner_text().replace(",", ""))


def names(page: Page) -> list[str]:
    return page.locator("#rows button.open").all_inner_texts()


def go_to(page: Page, state: str) -> None:
    page.evaluate(GO_TO, state)


def test_filters_list_whom_sql_lists(page, count):
    for state, where in FILTERS.items():
        go_to(page, state)
        expect(page.locator("#summary strong").first).to_have_text(str(count(where)))


def test_each_reason_lists_whom_it_stands_among_the_first_three(page, count):
    for name in ("mrr_per_seat_usd", "seats_used_share_28d", "login_count_30d"):
        go_to(page, f"tier=all&reason={name}")
        assert shown(page) == count(FIRST_REASONS.format(name=name))


def test_parts_of_a_segment_add_up_to_the_whole(page, count):
    for name in ("region", "company_size", "plan_name", "tenure_band"):
        values = page.locator(f"select[name=segment] option[value^='{name}:']")
        options = [str(option.get_attribute("value")) for option in values.all()]
        total = 0
        for option in options:
            go_to(page, f"tier=all&segment={option}")
            total += shown(page)
        assert total == count("true")


def test_the_list_opens_with_high_risk_and_the_most_money_first(page):
    assert page.locator("[name=tier]:checked").get_attribute("value") == "high"
    money = page.locator("#rows td.money strong").all_inner_texts()
    amounts = [int(text.strip("$").replace(",", "")) for text in money]
    assert len(amounts) == 50
    assert amounts == sorted(amounts, reverse=True)


def test_what_is_chosen_stands_in_the_address_and_comes_back(page):
    page.locator("label.tier.low").click()
    page.get_by_label("Search").fill("maple")
    page.get_by_role("button", name="Risk").click()
    page.locator("#rows button.open").nth(1).click()
    before, at = names(page), page.url
    assert all(part in at for part in ("tier=low", "q=maple", "sort=risk", "open=C"))
    page.goto("about:blank")
    page.goto(at)
    page.wait_for_selector(".detail .reasons")
    assert names(page) == before
    assert page.get_by_label("Search").input_value() == "maple"


def test_clear_brings_the_first_list_back(page):
    first = names(page)
    page.get_by_label("Segment").select_option("region:europe")
    page.get_by_label("Newly at high risk").check()
    assert names(page) != first
    page.get_by_role("button", name="Clear").click()
    assert names(page) == first
    assert page.url.endswith("#")


@pytest.mark.parametrize(
    ("head", "cell"), [("Risk", "td.risk strong"), ("Change", "td.change")], ids=str
)
def test_a_head_sorts_and_turns_around(page, head, cell):
    def numbers() -> list[int]:
        texts = page.locator(f"#rows {cell}").evaluate_all(
            "cells => cells.map((cell) => cell.firstChild.textContent)"
        )
        return [int(text.replace("−", "-").strip("+%")) for text in texts]

    page.get_by_role("button", name=head, exact=True).click()
    assert numbers() == sorted(numbers(), reverse=True)
    assert page.locator("th[aria-sort=descending]").inner_text().startswith(head)
    page.get_by_role("button", name=head, exact=True).click()
    assert numbers() == sorted(numbers())


def test_pages_hold_everybody_once(page, count):
    seen = names(page)
    while (button := page.locator("#pager button", has_text="Next")).is_enabled():
        button.click()
        seen += names(page)
    assert len(seen) == count("risk_tier = 'high'")
    assert len(set(seen)) == len(seen)


def test_a_row_opens_to_score_reasons_change_and_playbook(page):
    page.locator("tr[data-id=C000010] button.open").click()
    detail = page.locator("tr.detail")
    expect(detail.locator(".history .chart svg")).to_be_visible()
    assert detail.locator(".history tbody tr").count() == 26
    assert detail.locator(".reasons li").count() == 3
    assert (
        "only 2; customers who stay have 15.5."
        in detail.locator(".reasons li p").first.inner_text()
    )
    assert "Since 25 May 2026" in detail.locator(".changed").inner_text()
    assert "Bring people back · Customer success" in detail.locator(".todo").inner_text()
    page.locator("tr[data-id=C000010] button.open").click()
    assert page.locator("tr.detail").count() == 0


def test_who_has_no_score_says_why(page):
    go_to(page, "tier=none")
    page.locator("#rows button.open").first.click()
    detail = page.locator("tr.detail")
    expect(detail).to_contain_text("This customer has no score yet.")
    expect(detail).to_contain_text("Notice given")


def test_everything_can_be_done_by_keys(page):
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    second = page.locator("#rows button.open").nth(1)
    expect(second).to_be_focused()
    page.keyboard.press("Enter")
    expect(second).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Escape")
    expect(second).to_have_attribute("aria-expanded", "false")
    expect(second).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#pager span")).to_contain_text("51 to 100")
    page.keyboard.press("/")
    page.keyboard.type("maple")
    expect(page.get_by_label("Search")).to_have_value("maple")
    assert all("Maple" in name for name in names(page))


def test_opening_loads_the_list_and_no_details(page):
    loaded = page.locator("script").evaluate_all("all => all.map((one) => one.src)")
    assert [name for name in loaded if "details" in name or "vega" in name] == []
    page.locator("#rows button.open").first.click()
    page.wait_for_selector(".detail .reasons")
    loaded = page.locator("script").evaluate_all("all => all.map((one) => one.src)")
    assert [name.rsplit("/", 1)[1] for name in loaded if "details" in name] == ["details-0.js"]


def test_hostile_names_and_reasons_stay_text(page):
    assert names(page)[:2] == [HOSTILE[0], HOSTILE[1]]
    for place in range(len(HOSTILE)):
        page.locator(f"tr[data-id=C{place:06}] button.open").click()
        page.wait_for_selector(".detail .reasons li")
    assert page.evaluate("window.hurt") is None
    assert page.locator("main img, main iframe, main a, [onerror], [onfocus]").count() == 0
