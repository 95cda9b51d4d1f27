"""The folder of pages: the same for the same publication, whole or not at all, and offline."""

import re
import sys

import duckdb
import pytest

from apps.cli import main

ADDRESS = re.compile(r"(?:https?:)?//[a-z0-9-]+(?:\.[a-z0-9-]+)+", re.IGNORECASE)
# Names of formats, not places: nothing is fetched from them.
NAMES = {"https://vega.github.io"}


def texts(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_text("utf-8")
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def make(publication, folder):
    return main(["dashboard", "--in", str(publication), "--output", str(folder)])


def test_the_same_publication_makes_the_same_pages(publication, site, tmp_path):
    assert make(publication, tmp_path / "again") == 0
    assert texts(tmp_path / "again") == texts(site)


def test_pages_name_no_address_to_fetch_from(site):
    own = {name: text for name, text in texts(site).items() if "vega" not in name}
    found = {
        match
        for name, text in own.items()
        if not name.startswith("data/")
        for match in ADDRESS.findall(text)
    }
    assert found - NAMES <= {"https://evil.example"}


def test_the_command_says_where_the_pages_are(publication, tmp_path, capsys):
    assert make(publication, tmp_path / "pages") == 0
    printed = capsys.readouterr()
    assert f"open {tmp_path / 'pages' / 'index.html'}." in printed.out
    assert "Pages of 240 customers as of 1 Jun 2026" in printed.out
    assert "20260601T060000000000Z-made" in printed.err


def test_new_pages_take_the_place_of_old_ones(publication, tmp_path):
    folder = tmp_path / "pages"
    assert make(publication, folder) == 0
    (folder / "stale.html").write_text("old", encoding="utf-8")
    assert make(publication, folder) == 0
    assert not (folder / "stale.html").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["pages"]


def test_a_folder_of_something_else_is_left_alone(publication, tmp_path, capsys):
    (tmp_path / "thesis.txt").write_text("years of work", encoding="utf-8")
    assert make(publication, tmp_path) == 2
    assert "holds no pages of mainstay: name another with --output" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_a_run_that_fails_leaves_the_old_pages(publication, tmp_path, monkeypatch):
    folder = tmp_path / "pages"
    assert make(publication, folder) == 0
    before = texts(folder)
    monkeypatch.setattr("apps.dashboard.building.customer_details", lambda _: iter([float("nan")]))
    with pytest.raises(ValueError, match="JSON"):
        make(publication, folder)
    assert texts(folder) == before


def test_without_the_library_one_sentence_says_what_to_install(
    publication, tmp_path, monkeypatch, capsys
):
    monkeypatch.setitem(sys.modules, "vl_convert", None)
    assert make(publication, tmp_path / "pages") == 2
    assert "pip install 'mainstay[dashboard]'" in capsys.readouterr().err


def test_a_section_is_shown_where_its_tables_are_published(site, publication, tmp_path):
    copy = tmp_path / "published"
    copy.mkdir()
    (copy / "current.duckdb").write_bytes((publication / "current.duckdb").read_bytes())
    with duckdb.connect(str(copy / "current.duckdb")) as connection:
        for table in ("fct_estimated_performance", "fct_feature_drift", "dim_playbooks"):
            connection.execute(f"drop table {table}")
    assert make(copy, tmp_path / "pages") == 0
    with_all, without = texts(site), texts(tmp_path / "pages")
    for page, key in (("outcomes.html", "estimates"), ("health.html", "drift")):
        assert f'id="{key}"' in with_all[page]
        assert f'id="{key}"' not in without[page]
    assert "Bring people back" not in without["data/customers.js"]


@pytest.mark.parametrize(
    "table", ["fct_matured_performance", "fct_calibration_bins", "fct_alerts", "fct_churn_scores"]
)
def test_a_table_without_rows_still_makes_pages(publication, tmp_path, table):
    copy = tmp_path / "published"
    copy.mkdir()
    (copy / "current.duckdb").write_bytes((publication / "current.duckdb").read_bytes())
    with duckdb.connect(str(copy / "current.duckdb")) as connection:
        connection.sql(f"truncate {table}")
    assert make(copy, tmp_path / "pages") == 0
