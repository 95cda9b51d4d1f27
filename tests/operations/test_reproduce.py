import subprocess
import sys
from collections.abc import Callable

import duckdb
import pytest

from operations import reproducing
from operations.cli import main


@pytest.fixture
def ask(warehouse, capsys):
    def answer(*words: str) -> tuple[int, str, str]:
        code = main(["reproduce", *words, "--warehouse", str(warehouse)])
        told = capsys.readouterr()
        return code, told.out, told.err

    return answer


@pytest.fixture
def change(warehouse) -> Callable[[str], None]:
    def execute(statement: str) -> None:
        with duckdb.connect(str(warehouse)) as connection:
            connection.execute(statement)

    return execute


@pytest.fixture
def named(trained):
    """Return the names of the versions by their algorithm."""
    return dict(zip(trained[2]["algorithm"], trained[2]["model_version"], strict=True))


@pytest.mark.parametrize("algorithm", ["rule", "logistic", "xgboost"])
def test_a_version_comes_out_the_same(ask, named, algorithm):
    code, shown, _ = ask(named[algorithm])
    assert code == 0
    lines = shown.splitlines()
    assert lines[0].startswith(f"{named[algorithm]}, trained as of ")
    assert [line.split()[-1] for line in lines[3:6]] == ["same", "same", "same"]
    assert lines[-1] == "The version is the same bit for bit: data, model and scores."


def test_all_are_made_again_in_one_training(ask, monkeypatch):
    trainings = []
    honest = reproducing.remake
    monkeypatch.setattr(
        reproducing, "remake", lambda *rows, **told: trainings.append(1) or honest(*rows, **told)
    )
    code, shown, told = ask("--all")
    assert code == 0
    assert len(trainings) == 1
    assert told.count("training of") == 1
    assert "never scored" in shown
    assert shown.endswith("All 4 versions are the same bit for bit: data, model and scores.\n")


def test_changed_data_are_said_first_and_nothing_is_trained(ask, change, named, monkeypatch):
    change("update features.feat_training_rows set noise = noise + 1 where customer_id = 'C00007'")
    monkeypatch.setattr("ml.reproduction.fit_rung", None)
    code, shown, _ = ask(named["xgboost"])
    assert code == 1
    assert "not tried" in shown
    assert "The data have changed since the training of 1 of 1 versions" in shown


def test_rows_that_are_gone_are_changed_data(ask, change):
    change("delete from features.feat_training_rows")
    code, shown, _ = ask("--all")
    assert code == 1
    assert "The data have changed since the training of 4 of 4 versions" in shown


def test_an_artifact_that_was_recorded_otherwise_is_found(ask, change, named):
    change("""
        update scores.dim_model_versions
        set artifact = artifact || ' ', artifact_hash = sha256(artifact || ' ')
        where algorithm = 'rule'
    """)
    code, shown, _ = ask(named["rule"])
    assert code == 1
    assert "DIFFERENT" in shown
    assert "come out different from the same data" in shown


def test_one_score_that_was_changed_is_found(ask, change, named):
    change("""
        update scores.fct_churn_scores set churn_probability = churn_probability + 1e-9
        where customer_id = 'C00003' and model_version like 'logistic-%'
    """)
    code, shown, _ = ask("--all")
    assert code == 1
    (line,) = [line for line in shown.splitlines() if line.endswith("DIFFERENT")]
    assert line.startswith(named["logistic"])
    assert line.endswith("1 DIFFERENT")


def test_a_stored_model_that_does_not_fit_its_hash_is_an_error(ask, change):
    change("update scores.dim_model_versions set artifact = artifact || ' '")
    code, shown, told = ask("--all")
    assert (code, shown) == (2, "")
    assert "sha256" in told


def test_an_unknown_version_says_which_there_are(ask, named):
    code, shown, told = ask("xgboost-19990101-00000000")
    assert (code, shown) == (2, "")
    assert "no model version xgboost-19990101-00000000 among the 4" in told
    assert named["xgboost"] in told


def test_no_warehouse_says_what_to_do(tmp_path, capsys):
    assert main(["reproduce", "--all", "--warehouse", str(tmp_path / "w.duckdb")]) == 2
    assert "run `dbt build`, or name its file by WAREHOUSE_PATH" in capsys.readouterr().err


def test_a_file_that_is_no_warehouse_says_so(tmp_path, capsys):
    (tmp_path / "w.duckdb").write_text("not a database" * 1000)
    assert main(["reproduce", "--all", "--warehouse", str(tmp_path / "w.duckdb")]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_while_a_build_writes_it_is_to_be_tried_later(ask, warehouse):
    held = "import duckdb, sys; c = duckdb.connect(sys.argv[1]); print(1, flush=True); input()"
    with subprocess.Popen(  # noqa: S603 - our own words
        [sys.executable, "-c", held, str(warehouse)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as build:
        assert build.stdout is not None
        build.stdout.readline()
        code, _, told = ask("--all")
        build.communicate("\n")
    assert code == 75
    assert "try again when it is done" in told


def test_reading_leaves_no_trace(ask, warehouse):
    before = warehouse.read_bytes()
    ask("--all")
    assert warehouse.read_bytes() == before
    assert sorted(path.name for path in warehouse.parent.iterdir()) == ["w.duckdb"]
