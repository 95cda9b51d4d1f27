"""The pack of a first build answers a reviewer's ten questions, as its tables do."""

import re
from html.parser import HTMLParser

import duckdb
import pytest

from apps.cli import main


class Answers(HTMLParser):
    """The text of each answer by its anchor, as a browser would show it."""

    def __init__(self):
        super().__init__()
        self.texts = {}
        self.links = []
        self.anchors = set()
        self.now = None

    def handle_starttag(self, tag, attrs):
        named = dict(attrs)
        if tag == "article":
            self.now = named["aria-labelledby"]
            self.texts[self.now] = ""
        if "id" in named:
            self.anchors.add(named["id"])
        if tag == "a":
            self.links.append(named["href"])

    def handle_endtag(self, tag):
        if tag == "article":
            self.now = None

    def handle_data(self, data):
        if self.now:
            self.texts[self.now] += f" {data.strip()}"


def make(place, output, *words):
    folder, artifacts = str(place.folder / "published"), str(place.folder / "target")
    words = ("--in", folder, "--artifacts", artifacts, "--output", str(output), *words)
    assert main(["governance-pack", *words]) == 0
    return output


def ask(place, query, *values):
    path = str((place.folder / "published" / "current.duckdb").resolve())
    with duckdb.connect(path, read_only=True) as connection:
        return connection.execute(query, values).fetchall()


@pytest.fixture(scope="module")
def pack(first_build, tmp_path_factory):
    return make(first_build, tmp_path_factory.mktemp("pack") / "governance.html")


@pytest.fixture(scope="module")
def read(pack):
    answers = Answers()
    answers.feed(pack.read_text("utf-8"))
    return answers


@pytest.fixture(scope="module")
def champion(first_build):
    query = (
        "select model_version, data_fingerprint, artifact_hash, code_version, training_row_count"
        " from dim_champions order by champion_from_date desc limit 1"
    )
    names = ("model_version", "data_fingerprint", "artifact_hash", "code_version", "rows")
    return dict(zip(names, ask(first_build, query)[0], strict=True))


def test_every_question_has_an_anchor_and_every_link_an_end(read):
    assert len(read.texts) == 10
    assert {link.removeprefix("#") for link in read.links} <= read.anchors


def test_who_owns_it(read):
    text = read.texts["who-owns-it"]
    assert "The scores belong to data_science." in text
    assert "rpt_customers_at_risk customer_success" in " ".join(text.split())


def test_who_approved_it(first_build, read):
    [(by, reason)] = ask(
        first_build, "select approved_by, reason from rpt_approvals where is_in_use"
    )
    assert by in read.texts["who-approved-it"]
    assert reason in read.texts["who-approved-it"]


def test_which_data(read, champion):
    text = read.texts["which-data"]
    assert champion["data_fingerprint"] in text
    assert f"{champion['rows']:,} rows" in text
    assert re.search(r"support_tickets\s.*resolved_at", text)


def test_which_columns_are_personal(read):
    text = " ".join(read.texts["which-columns-are-personal"].split())
    assert "rpt_customers_at_risk.customer_name people must know whom to call" in text
    assert "source_row" not in text


def test_how_good_it_is_for_small_customers(first_build, read, champion):
    query = (
        "select metric_value from fct_model_metrics where data_split = 'holdout'"
        " and segment_value = 'small' and metric_name = 'average_precision'"
        " and model_version = ?"
    )
    values = ask(first_build, query, champion["model_version"])
    text = read.texts["small-customers"]
    assert (f"average precision {values[0][0]:.3f}" if values else "nobody knows") in text


def test_what_changed_since_last_month(read, champion):
    text = read.texts["what-changed"]
    assert champion["model_version"] in text
    assert "4 May 2026" in text
    assert "1 Jun 2026" in text


def test_why_this_customer_was_flagged(first_build, read):
    query = (
        "select r.customer_id, r.reason_text from rpt_customers_at_risk as c"
        " join fct_churn_score_reasons as r using (customer_id, as_of_date, model_version)"
        " where c.risk_rank = 1 order by r.reason_rank"
    )
    rows = ask(first_build, query)
    text = read.texts["why-flagged"]
    assert rows
    assert all(customer in text and reason in text for customer, reason in rows)


def test_a_customer_and_a_day_can_be_named(first_build, tmp_path):
    query = (
        "select customer_id, as_of_date, risk_rank from fct_churn_scores"
        " where model_role = 'champion' order by as_of_date, customer_id limit 1"
    )
    [(customer, day, rank)] = ask(first_build, query)
    words = ("--customer", customer, "--as-of", str(day))
    page = make(first_build, tmp_path / "pack.html", *words).read_text("utf-8")
    answers = Answers()
    answers.feed(page)
    assert f" {customer} (" in answers.texts["why-flagged"]
    assert f"rank {rank} of" in answers.texts["why-flagged"]


def test_it_can_be_reproduced(read, champion):
    text = read.texts["can-you-reproduce-it"]
    assert f"mainstay reproduce {champion['model_version']}" in text
    assert champion["artifact_hash"][:16] in text
    assert champion["code_version"] in text


def test_which_alerts_are_open(first_build, read):
    opened = ask(first_build, "select subject from fct_alerts where closed_on_date is null")
    text = read.texts["open-alerts"]
    assert f"{len(opened) or 'No'} alert" in text
    assert all(subject in text for (subject,) in opened)


def test_what_happens_to_an_erased_customer(first_build, read):
    held = first_build.ask(
        "select distinct table_name from information_schema.columns"
        " where column_name = 'customer_id' and table_schema = 'scores'"
    )
    text = read.texts["erased-customer"]
    assert held
    assert all(table in text for (table,) in held)


def test_the_page_is_the_same_twice(first_build, pack, tmp_path):
    assert make(first_build, tmp_path / "again.html").read_bytes() == pack.read_bytes()


def test_it_reaches_for_nothing_and_axe_finds_nothing_serious(pack, browser):
    from axe_playwright_python.sync_playwright import Axe

    context = browser.new_context(viewport={"width": 390, "height": 900}, offline=True)
    asked, complaints = [], []
    context.on("request", lambda request: asked.append(request.url))
    context.on("console", lambda message: complaints.append(message.text))
    page = context.new_page()
    page.goto(pack.as_uri())
    page.locator("details").evaluate_all("all => all.forEach((one) => { one.open = true; })")
    wide = page.evaluate("document.documentElement.scrollWidth")
    found = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found += Axe().run(page, options={"preload": False}).response["violations"]
    context.close()
    assert asked == [pack.as_uri()]
    assert not complaints
    assert wide == 390
    assert [one["id"] for one in found if one["impact"] in {"serious", "critical"}] == []
