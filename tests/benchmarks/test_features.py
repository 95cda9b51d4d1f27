"""Every way to make features gives what counting event by event gives."""

import csv
from datetime import date, datetime, timedelta

import duckdb
import numpy as np
import pandas as pd
import pytest

from benchmarks.feature_question import FEATURES, KEYS, WINDOWS, Question, read_question
from benchmarks.feature_ways import SCAN, WAYS, answer
from benchmarks.features import check_answers, installed, write_what_joins_read

FIRST_MONDAY = date(2026, 3, 2)
NAMES = ["login", "report_built", "alert_created", "page_viewed"]


def random_events(count=600):
    """Draw events of 20 customers over half a year, many of them near midnight."""
    rng = np.random.default_rng(5)
    starts = datetime(2025, 10, 1)
    seconds = rng.choice([0, 1, 43_200, 86_399], size=count)
    days = rng.integers(0, 190, size=count)
    moments = [
        starts + timedelta(days=int(day), seconds=int(second))
        for day, second in zip(days, seconds, strict=True)
    ]
    # The first customers are seldom seen, the last ones often.
    customers = [f"C{int(20 * draw**0.3):02d}" for draw in rng.random(count)]
    return pd.DataFrame(
        {
            "customer_id": customers,
            "event_name": rng.choice(NAMES, size=count),
            "occurred_at": pd.to_datetime(moments),
        }
    )


@pytest.fixture(scope="module")
def question(tmp_path_factory):
    folder = tmp_path_factory.mktemp("features")
    asked = Question(folder, FIRST_MONDAY, 4, ("login",), ("report_built", "alert_created"))
    asked.write()
    duckdb.from_df(random_events()).write_parquet(asked.path("events"))
    write_what_joins_read(asked)
    return asked


@pytest.fixture(scope="module")
def counted(question):
    """Count every feature event by event."""
    kinds = {"login": question.login_names, "critical_feature_use": question.critical_names}
    events = random_events()
    rows = []
    for customer in sorted(set(events["customer_id"])):
        own = events[events["customer_id"] == customer]
        for monday in question.mondays:
            known = own[own["occurred_at"] < pd.Timestamp(monday)]
            if len(known):
                since = pd.Timestamp(monday) - known["occurred_at"].dt.normalize()
                row = [customer, pd.Timestamp(monday)]
                for measure, windows in WINDOWS.items():
                    is_kind = known["event_name"].isin(kinds.get(measure, NAMES))
                    for days in windows:
                        is_in = is_kind & (since.dt.days <= days)
                        is_days = measure == "active_day"
                        row.append(since[is_in].nunique() if is_days else int(is_in.sum()))
                rows.append([*row, since.dt.days.min()])
    return pd.DataFrame(rows, columns=[*KEYS, *FEATURES])


@pytest.mark.parametrize("name", [name for name in installed() if name != SCAN])
def test_every_way_counts_the_same(name, question, counted):
    pd.testing.assert_frame_equal(
        answer(WAYS[name], question), counted, check_dtype=False, check_exact=True
    )


def test_a_way_with_another_answer_is_refused(question, monkeypatch):
    def write(name, asked, *_, **__):
        (asked.folder / f"{name}.csv").write_text(name, "utf-8")

    monkeypatch.setattr("benchmarks.features._run", write)
    with pytest.raises(RuntimeError, match="dates gives another answer than weeks"):
        check_answers(question, pythons={"scan": "", "weeks": "", "dates": ""})


def test_the_question_survives_the_trip_through_its_file(question):
    assert read_question(question.folder) == question


def test_every_feature_is_in_the_catalogue(root):
    with (root / "seeds/feature_catalog.csv").open(encoding="utf-8", newline="") as file:
        catalog = {row["feature_name"] for row in csv.DictReader(file)}
    assert set(FEATURES) <= catalog
