import hashlib
from datetime import date
from pathlib import Path

import pytest

from simulator import SimulatorError, simulate, simulation
from simulator.population import Population

SMALL_TABLES = (
    "customers", "subscriptions", "invoices", "support_tickets", "crm_tasks", "campaign_members"
)  # fmt: skip
# What is null before it happens, or follows from such a column.
FILLED_LATER = {
    "customers": (),
    "subscriptions": ("cancelled_at", "ended_at"),
    "invoices": ("paid_at", "status"),
    "support_tickets": ("first_responded_at", "resolved_at", "satisfaction_score"),
    "crm_tasks": ("completed_at", "status", "disposition", "was_reason_helpful"),
    "campaign_members": (),
    "events": (),
}
WITHOUT_DEFECTS = {
    "customers": "good_customers",
    "subscriptions": "good_subscriptions",
    "invoices": "good_invoices",
    "support_tickets": "good_tickets",
    "crm_tasks": "crm_tasks",
    "campaign_members": "campaign_members",
    "events": "events",
}


def digests(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*.parquet"))
    }


def test_the_same_seed_gives_the_same_bytes(small, tmp_path):
    simulate(tmp_path / "again", customers=300)
    assert digests(tmp_path / "again") == digests(small)


def test_another_seed_gives_another_company(small, tmp_path):
    simulate(tmp_path / "other", customers=300, seed=8)
    other, this = digests(tmp_path / "other"), digests(small)
    assert other.keys() == this.keys()
    assert not set(other.values()) & set(this.values())


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    folder = tmp_path_factory.mktemp("raw") / "tiny"
    simulate(folder, customers=50)
    return folder


@pytest.fixture
def ask_both(small, small_next_week, ask_folder):
    return lambda query: [ask_folder(folder, query) for folder in (small, small_next_week)]


@pytest.mark.parametrize("table", FILLED_LATER)
def test_the_next_week_repeats_every_row_recorded_before(ask_both, table):
    excluded = ", ".join(FILLED_LATER[table])
    columns = f"* exclude ({excluded})" if excluded else "*"
    this, later = ask_both(
        f"""
        from {WITHOUT_DEFECTS[table]} select {columns}
        where recorded_at < timestamp '2026-06-01' order by all
        """
    )
    assert this
    assert this == later


@pytest.mark.parametrize(
    ("table", "key", "column"),
    [
        ("good_subscriptions", "subscription_id", "cancelled_at"),
        ("good_subscriptions", "subscription_id", "ended_at"),
        ("good_invoices", "invoice_id", "paid_at"),
        ("good_tickets", "ticket_id", "resolved_at"),
        ("crm_tasks", "task_id", "completed_at"),
    ],
)
def test_the_next_week_changes_no_known_value(ask_both, table, key, column):
    this, later = ask_both(
        f"""
        from {table} select {key}, {column}
        where {column} < timestamp '2026-06-01' order by all
        """
    )
    assert this
    assert this == later


def test_the_next_week_brings_events_notices_and_sign_ups(ask_both):
    (this,), (later,) = ask_both(
        """
        select
            (select count(*) from events),
            (select count(cancelled_at) from good_subscriptions),
            (select count(*) from good_customers)
        """
    )
    assert all(after > before for before, after in zip(this, later, strict=True))


def test_the_truth_repeats_in_the_next_week(ask_both):
    this, later = ask_both(
        "from truth_churn_probability where as_of_date <= date '2026-06-01' order by all"
    )
    assert this
    assert this == later


def test_nothing_happens_or_is_recorded_at_or_after_the_end(ask):
    for query in (
        "select max(signed_up_at), max(recorded_at) from customers",
        "select max(started_at), max(cancelled_at), max(ended_at), max(recorded_at) "
        "from good_subscriptions",
        "select max(issued_at), max(paid_at), max(recorded_at) from good_invoices",
        "select max(opened_at), max(first_responded_at), max(resolved_at), max(recorded_at) "
        "from support_tickets",
        "select max(created_at), max(completed_at), max(recorded_at) from crm_tasks",
        "select max(occurred_at), max(recorded_at) from events",
    ):
        assert all(str(value) < "2026-06-01" for value in ask(query)[0]), query


@pytest.mark.parametrize("table", SMALL_TABLES)
def test_fifty_customers_are_a_company(tiny, ask_folder, table):
    assert ask_folder(tiny, "select count(*) from good_customers") == [(50,)]
    assert ask_folder(tiny, f"from {WITHOUT_DEFECTS[table]}")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"customers": 49}, "customers is 49"),
        ({"starts_on": date(2026, 6, 1)}, "starts_on is 2026-06-01"),
        ({"ends_on": date(2024, 6, 20)}, "ends_on is 2024-06-20"),
    ],
)
def test_an_impossible_company_is_refused(tmp_path, arguments, message):
    with pytest.raises(SimulatorError, match=message):
        simulate(tmp_path / "none", **arguments)
    assert not list(tmp_path.iterdir())


def test_an_interrupted_run_leaves_nothing_half_made(tmp_path):
    def interrupt(_: str) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        simulate(tmp_path / "raw", customers=50, progress=interrupt)
    assert not list(tmp_path.iterdir())


def test_a_finished_run_replaces_the_folder(tmp_path):
    folder = tmp_path / "raw"
    folder.mkdir()
    (folder / "stale.parquet").write_text("old")
    simulate(folder, customers=50)
    assert not (folder / "stale.parquet").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["raw"]


def test_memory_holds_one_chunk_at_a_time(tmp_path, monkeypatch, ask_folder):
    messages: list[str] = []
    sizes: list[int] = []

    def watch(population: Population, **arguments):
        sizes.append(population.chunk.size)
        return live(population, **arguments)

    live = simulation.live
    monkeypatch.setattr(simulation, "live", watch)
    simulate(tmp_path / "raw", customers=300, chunk_customers=100, progress=messages.append)
    assert sizes == [100, 100, 100]
    assert len(messages) == 3
    parts = ask_folder(
        tmp_path / "raw",
        f"""
        from read_parquet('{tmp_path}/raw/usage_events/part-0*.parquet', filename = true)
        select (cast(substr(customer_id, 2) as integer) - 1) // 100, count(distinct filename)
        group by 1 order by 1
        """,
    )
    assert parts == [(0, 1), (1, 1), (2, 1)]


def test_progress_counts_customers_and_events(tmp_path):
    messages: list[str] = []
    simulate(tmp_path / "raw", customers=50, progress=messages.append)
    assert messages[-1].startswith("50 of 50 customers, ")
