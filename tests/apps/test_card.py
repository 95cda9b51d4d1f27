import duckdb
import pytest

from apps.cli import main

CARDS = """
    create table rpt_model_card as select * from (values
        ('old', '# Card of old', '<p>old</p>', date '2026-05-11', date '2026-04-20'),
        ('now', '# Card of now', '<p>now</p>', date '2026-06-01', date '2026-05-18'),
        ('next', '# Card of next', '<p>next</p>', null, date '2026-06-01')
    ) as cards(model_version, card_markdown, card_html, champion_to_date, trained_as_of_date)
"""


@pytest.fixture
def folder(tmp_path):
    with duckdb.connect(str(tmp_path / "current.duckdb")) as connection:
        connection.execute(CARDS)
    return tmp_path


def test_the_card_of_the_champion_now_is_shown(folder, capsys):
    assert main(["card", "--in", str(folder)]) == 0
    assert capsys.readouterr().out == "# Card of now\n"


@pytest.mark.parametrize(("file", "text"), [("c.html", "<p>old</p>"), ("c.md", "# Card of old")])
def test_the_ending_of_the_file_says_what_is_written(folder, capsys, file, text):
    target = folder / file
    assert main(["card", "old", "--output", str(target), "--in", str(folder)]) == 0
    assert target.read_text("utf-8") == text
    assert capsys.readouterr().out == f"The card of old is in {target}.\n"


def test_another_ending_is_refused_and_nothing_is_written(folder, capsys):
    assert main(["card", "--output", str(folder / "card.pdf"), "--in", str(folder)]) == 2
    assert "is to end in .html or .md" in capsys.readouterr().err
    assert not (folder / "card.pdf").exists()


def test_an_unknown_version_says_which_cards_there_are(folder, capsys):
    assert main(["card", "never", "--in", str(folder)]) == 2
    assert capsys.readouterr().err == (
        "mainstay: There is no card of never; there are: now, old, next.\n"
    )


def test_without_any_card_it_says_what_makes_the_first(folder, capsys):
    with duckdb.connect(str(folder / "current.duckdb")) as connection:
        connection.execute("delete from rpt_model_card")
    assert main(["card", "--in", str(folder)]) == 2
    assert "a build with a champion makes the first" in capsys.readouterr().err
