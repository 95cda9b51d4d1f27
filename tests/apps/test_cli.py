from pathlib import Path

import duckdb
import pytest

from apps import cli
from apps.cli import main
from tests.warehouse.maker import open_warehouse, publish_version, run
from warehouse.errors import NotNowError


@pytest.fixture
def published(tmp_path: Path) -> Path:
    folder = tmp_path / "published"
    folder.mkdir()
    with open_warehouse(tmp_path / "w.duckdb", published=folder) as connection:
        for number in (1, 2):
            publish_version(connection, folder=folder, number=number, rows=1500)
    return folder


def test_list_shows_what_readers_see(published, capsys):
    assert main(["publication", "--in", str(published), "list"]) == 0
    newest, oldest = capsys.readouterr().out.splitlines()
    assert newest == (
        f"* {run(2)['run_id']}  as of 2026-01-01, logistic-20260101-0a1b2c3d, 2 tables, 3,000 rows"
    )
    assert oldest.startswith(f"  {run(1)['run_id']}  as of")


def test_rollback_flips_the_link(published, capsys):
    assert main(["publication", "--in", str(published), "rollback"]) == 0
    assert capsys.readouterr().out.startswith(f"Readers see {run(1)['run_id']} now")
    assert main(["publication", "--in", str(published), "rollback", run(2)["run_id"]]) == 0
    assert (published / "current.duckdb").readlink() == Path(f"{run(2)['run_id']}.duckdb")


def test_an_empty_folder_says_what_to_do(tmp_path, capsys):
    assert main(["publication", "--in", str(tmp_path), "list"]) == 0
    assert capsys.readouterr().out == f"Nothing is published in {tmp_path} yet: run `dbt build`.\n"


def test_import_says_what_to_run_next(tmp_path, capsys):
    (tmp_path / "example").mkdir()
    (tmp_path / "example" / "customers.sql").write_text("select 'C1' as customer_id")
    raw, example = tmp_path / "raw", tmp_path / "example"
    assert main(["import", str(example), "--from", str(tmp_path), "--to", str(raw)]) == 0
    told = capsys.readouterr()
    assert told.err == "customers: 1 rows\n"
    assert told.out.startswith(f"Next: RAW_PATH={raw} dbt build --target dev --vars")
    assert duckdb.read_parquet(str(raw / "customers.parquet")).fetchall() == [("C1",)]


def test_simulate_makes_a_company(tmp_path, capsys):
    raw = tmp_path / "raw"
    assert main(["simulate", "--customers", "50", "--to", str(raw)]) == 0
    told = capsys.readouterr()
    assert "customers" in told.err
    assert told.out == f"StreamFlow's data are in {raw}.\n"
    assert (raw / "customers.parquet").is_file()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["simulate", "--customers", "3", "--to", "{folder}/raw"], "customers is 3;"),
        (["import", "{folder}", "--from", "{folder}", "--to", "{folder}/raw"], "has no SQL file"),
        (["publication", "--in", "{folder}/typo", "rollback"], "typo does not exist"),
    ],
)
def test_an_error_is_one_sentence_and_exit_code_2(tmp_path, capsys, arguments, sentence):
    assert main([argument.format(folder=tmp_path) for argument in arguments]) == 2
    told = capsys.readouterr()
    assert told.err.startswith("mainstay: ")
    assert sentence in told.err
    assert told.err.count("\n") == 1
    assert told.out == ""


@pytest.mark.parametrize("command", ["at-risk", "ladder"])
def test_a_publication_without_the_table_says_what_to_do(published, capsys, command):
    assert main([command, "--in", str(published)]) == 2
    told = capsys.readouterr().err
    assert told.startswith(
        "mainstay: The publication cannot answer (Catalog Error: Table with name"
    )
    assert told.endswith("run `dbt build`.\n")
    assert told.count("\n") == 1


def test_work_that_may_not_start_now_ends_with_75(tmp_path, capsys, monkeypatch):
    def refuse(*_: object, **__: object) -> str:
        raise NotNowError("A build is under way: wait.")

    monkeypatch.setattr("warehouse.shelf.roll_back", refuse)
    assert main(["publication", "--in", str(tmp_path), "rollback"]) == 75
    assert capsys.readouterr().err == "mainstay: A build is under way: wait.\n"


@pytest.mark.parametrize("arguments", [[], ["fly"], ["simulate", "--ends-on", "tomorrow"]])
def test_what_is_no_command_ends_with_2(arguments, capsys):
    with pytest.raises(SystemExit) as ending:
        main(arguments)
    assert ending.value.code == 2
    assert "usage: mainstay" in capsys.readouterr().err


def test_every_command_explains_itself(capsys):
    for command in ("simulate", "import", "publication"):
        with pytest.raises(SystemExit) as ending:
            main([command, "--help"])
        assert ending.value.code == 0
        assert "--" in capsys.readouterr().out
    assert len(cli.COMMANDS) >= 3
