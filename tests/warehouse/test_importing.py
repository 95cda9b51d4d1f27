from pathlib import Path

import duckdb
import pytest

from warehouse.errors import ImportingError
from warehouse.importing import import_company

CUSTOMERS = "select id as customer_id from read_csv(getvariable('source') || '/people.csv')"


@pytest.fixture
def example(tmp_path: Path) -> Path:
    folder = tmp_path / "example"
    folder.mkdir()
    (folder / "customers.sql").write_text(f"-- Who pays.\n{CUSTOMERS}\n-- The end.\n")
    return folder


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "the company's files"
    folder.mkdir()
    (folder / "people.csv").write_text("id\n00123\nC2\n")
    return folder


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "data" / "raw"


def rows(target: Path, table: str) -> list[tuple[object, ...]]:
    return duckdb.read_parquet(str(target / f"{table}.parquet")).order("all").fetchall()


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_each_select_becomes_a_table(example, source, target):
    (example / "invoices.sql").write_text("select 'I1' as invoice_id")
    heard: list[str] = []
    counts = import_company(example, source=source, target=target, progress=heard.append)
    assert counts == {"customers": 2, "invoices": 1}
    assert heard == ["customers: 2 rows", "invoices: 1 rows"]
    assert rows(target, "customers") == [("00123",), ("C2",)]
    assert names(target) == ["customers.parquet", "invoices.parquet"]
    assert names(target.parent) == ["raw"]


def test_the_folder_is_replaced_as_a_whole(example, source, target):
    (example / "invoices.sql").write_text("select 'I1' as invoice_id")
    import_company(example, source=source, target=target)
    (example / "invoices.sql").unlink()
    import_company(example, source=source, target=target)
    assert names(target) == ["customers.parquet"]


def test_a_failure_leaves_what_was_there(example, source, target):
    import_company(example, source=source, target=target)
    (source / "people.csv").write_text("id\nC9\n")
    (example / "invoices.sql").write_text("select 1 / nothing")
    with pytest.raises(ImportingError, match=r"invoices.sql cannot be run on .*nothing.*: check"):
        import_company(example, source=source, target=target)
    assert rows(target, "customers") == [("00123",), ("C2",)]
    assert names(target.parent) == ["raw"]


def test_a_missing_file_is_named(example, source, target):
    (source / "people.csv").unlink()
    with pytest.raises(
        ImportingError, match=r"customers.sql cannot be run .*people.csv"
    ) as failure:
        import_company(example, source=source, target=target)
    assert "\n" not in failure.value.msg
    assert not target.exists()


def test_a_file_for_no_table_is_refused_before_anything_runs(example, source, target):
    (example / "clients.sql").write_text(CUSTOMERS)
    with pytest.raises(
        ImportingError, match=r"clients.sql is named for no table .*one of campaign_members"
    ):
        import_company(example, source=source, target=target)
    assert not target.exists()


@pytest.mark.parametrize("missing", ["example", "source"])
def test_a_folder_that_is_not_there_is_named(example, source, target, missing):
    folders = {"example": example, "source": source} | {missing: example / "typo"}
    with pytest.raises(ImportingError, match="typo"):
        import_company(folders["example"], source=folders["source"], target=target)


def test_what_no_import_made_is_never_removed(example, source, target):
    (target / "usage_events").mkdir(parents=True)
    with pytest.raises(ImportingError, match="raw holds usage_events, which no import made"):
        import_company(example, source=source, target=target)
    assert names(target) == ["usage_events"]


def test_a_query_reaches_the_source_and_nothing_else(example, source, target, tmp_path):
    (tmp_path / "secret.csv").write_text("id\n1\n")
    (example / "customers.sql").write_text(
        "select id as customer_id from read_csv(getvariable('source') || '/../secret.csv')"
    )
    with pytest.raises(ImportingError, match="Permission"):
        import_company(example, source=source, target=target)
