import fcntl
import gc
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pytest

from warehouse.errors import NotNowError
from warehouse.guard import admit, end_dbt_command, require_space

DBT_PROJECT = (
    "{name: tiny, version: 1.0.0, profile: tiny, flags: {send_anonymous_usage_stats: false}}"
)
DBT_PROFILE = """
tiny:
  target: dev
  outputs:
    dev:
      type: duckdb
      path: {warehouse}
      plugins:
        - module: warehouse.plugin
          config: {{raw_path: {raw}, raw_schema: '', raw_database: '', published_path: {raw},
                   makes_demo: false}}
"""


@pytest.fixture
def warehouse(tmp_path: Path) -> Path:
    return tmp_path / "data" / "w.duckdb"


@contextmanager
def run_until_left(program: str, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """Run Python in another process, from its first line of output until the block is left."""
    with subprocess.Popen(  # noqa: S603 (our own program)
        [sys.executable, "-c", program, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline()
        yield process
        process.communicate()


@pytest.fixture
def other_process(warehouse: Path) -> Iterator[subprocess.Popen[str]]:
    """Hold the lock of `warehouse` from another process until the test is over."""
    program = (
        "import sys; from pathlib import Path; from warehouse.guard import admit;"
        " lock = admit(Path(sys.argv[1])); print('held', flush=True); sys.stdin.read()"
    )
    with run_until_left(program, str(warehouse)) as process:
        yield process


def is_free(path: Path) -> bool:
    """Return whether somebody else could lock `path` now."""
    with path.open() as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return True


def test_the_second_build_hears_who_is_first_and_since_when(warehouse, other_process):
    with pytest.raises(NotNowError) as refusal:
        admit(warehouse)
    assert refusal.value.msg.startswith(f"Another dbt run on {warehouse} is under way (process ")
    assert f"(process {other_process.pid}, since 20" in refusal.value.msg
    assert refusal.value.msg.endswith(" UTC): wait until it has ended.")


def test_a_killed_build_leaves_no_lock(warehouse, other_process):
    other_process.kill()
    other_process.wait()
    assert admit(warehouse) is not None


def test_one_process_shares_its_lock_and_lets_go_at_last(warehouse):
    first, second = admit(warehouse), admit(warehouse)
    file = warehouse.with_name("w.duckdb.lock")
    assert file.read_text() == str(os.getpid())
    del first
    gc.collect()
    assert not is_free(file)
    del second
    gc.collect()
    assert is_free(file)


def test_a_new_warehouse_needs_no_space_and_an_old_one_two_and_a_half_times(tmp_path):
    warehouse = tmp_path / "w.duckdb"
    require_space(warehouse, free=0)
    warehouse.write_bytes(b"0" * 4_000_000)
    require_space(warehouse, free=10_000_000)
    with pytest.raises(
        NotNowError, match=r"has 10 MB free .*\(4 MB\) needs 10 MB: free some space"
    ):
        require_space(warehouse, free=9_999_999)


def test_a_full_disk_lets_nobody_in(warehouse, monkeypatch):
    warehouse.parent.mkdir()
    warehouse.write_bytes(b"0" * 1_000_000)
    monkeypatch.setattr("shutil.disk_usage", lambda _: type("Usage", (), {"free": 2_000_000}))
    with pytest.raises(NotNowError, match="free some space"):
        admit(warehouse)
    gc.collect()
    assert is_free(warehouse.with_name("w.duckdb.lock"))


@pytest.mark.parametrize("read_only", [True, False])
def test_who_has_the_warehouse_open_is_named(warehouse, read_only):
    warehouse.parent.mkdir()
    duckdb.connect(str(warehouse)).close()
    program = (
        "import sys, duckdb; c = duckdb.connect(sys.argv[1], read_only=sys.argv[2] == 'True');"
        " print('open', flush=True); sys.stdin.read(); c.close()"
    )
    with (
        run_until_left(program, str(warehouse), str(read_only)) as reader,
        pytest.raises(NotNowError, match=rf"open \(process {reader.pid}\): close it there"),
    ):
        admit(warehouse)
    gc.collect()
    assert admit(warehouse) is not None


def test_a_warehouse_that_this_process_has_open_is_no_obstacle(warehouse):
    warehouse.parent.mkdir()
    with duckdb.connect(str(warehouse), config={"threads": 1}):
        assert admit(warehouse) is not None


def test_a_damaged_warehouse_is_left_to_dbt(warehouse):
    warehouse.parent.mkdir()
    warehouse.write_bytes(b"no database" * 1000)
    assert admit(warehouse) is not None


def test_a_program_that_runs_dbt_inside_itself_lives_on(monkeypatch):
    monkeypatch.setattr("sys.argv", ["/somewhere/orchestrator"])
    end_dbt_command(NotNowError("wait"))


def without_dbt():
    """Return the environment without what `make` tells dbt about this project."""
    return {name: value for name, value in os.environ.items() if not name.startswith("DBT_")}


@pytest.mark.parametrize(
    "dbt",
    [
        [str(Path(sys.executable).parent / "dbt")],
        [sys.executable, "-W", "ignore", "-m", "dbt.cli.main"],
    ],
)
def test_dbt_itself_ends_at_once_with_one_sentence_and_exit_code_75(
    tmp_path, warehouse, other_process, dbt
):
    (tmp_path / "dbt_project.yml").write_text(DBT_PROJECT)
    (tmp_path / "profiles.yml").write_text(DBT_PROFILE.format(warehouse=warehouse, raw=tmp_path))
    answer = subprocess.run(  # noqa: S603 (our own dbt)
        [*dbt, "--quiet", "show", "--inline", "select 1"],
        cwd=tmp_path, env=without_dbt(), capture_output=True, text=True, timeout=50, check=False,
    )  # fmt: skip
    assert answer.returncode == 75
    assert answer.stderr.count("\n") == 1
    assert f"(process {other_process.pid}, since " in answer.stderr
    assert "Traceback" not in answer.stdout
