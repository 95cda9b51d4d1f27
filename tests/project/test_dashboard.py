"""The pages are made of what a build publishes, column by column."""

from apps.cli import main


def test_a_first_build_makes_all_three_pages(first_build, tmp_path):
    published, pages = first_build.folder / "published", tmp_path / "pages"
    assert main(["dashboard", "--in", str(published), "--output", str(pages)]) == 0
    shown = {path.name: path.read_text("utf-8") for path in pages.glob("*.html")}
    assert sorted(shown) == ["health.html", "index.html", "outcomes.html"]
    assert all(f'id="{key}"' in shown["health.html"] for key in ("overview", "alerts", "ladder"))
    assert 'id="calibration"' in shown["outcomes.html"]
    assert "prepare_renewal" in (pages / "data/customers.js").read_text("utf-8")
