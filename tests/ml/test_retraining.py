"""Training after training: who takes the place of the champion, and who leaves it alone."""

import json
from datetime import date, timedelta

import pandas as pd
import pytest

from ml.approvals import approve_all
from ml.errors import LeakageError, TrainingError
from ml.schema import MODEL_VERSIONS
from ml.training import train_due
from tests.ml.maker import FEATURES, SETTINGS, make_catalog, report_of


def test_every_training_that_is_due_is_done_with_what_was_known_then(rows):
    newest = rows["matures_on_date"].max()
    days = [newest - timedelta(days=28), newest]
    schedule = pd.DataFrame(
        {"trained_as_of_date": days, "rows_from_date": rows["as_of_date"].min()}
    )
    asked = []

    def fetch(rows_from, trained_as_of):
        asked.append((rows_from, trained_as_of))
        return rows[rows["matures_on_date"] <= pd.Timestamp(trained_as_of)]

    versions = train_due(
        schedule, fetch=fetch, versions=MODEL_VERSIONS.empty(), features=make_catalog(), **SETTINGS
    )
    assert [day for _, day in asked] == [day.date() for day in days]
    assert versions.groupby("trained_as_of_date")["rung"].apply(list).tolist() == [[0, 1, 2, 3]] * 2


def due_after(rows, versions, **changes):
    """Train a week after `versions`, on rows as a company would have them then."""
    day = rows["matures_on_date"].max() + timedelta(days=7)
    schedule = pd.DataFrame({"trained_as_of_date": [day], "rows_from_date": ["2025-01-01"]})
    fetched = changes.pop("fetched", rows)
    return train_due(
        schedule,
        fetch=lambda *_: fetched,
        versions=versions.reset_index(drop=True),
        features=make_catalog(),
        **{**SETTINGS, **changes},
    )


def decision_of(done):
    return json.loads(done["report"].iloc[0])["decision"]


def test_a_retrain_on_the_same_rows_takes_the_place_of_its_own_family(rows, versions):
    done = due_after(rows, versions)
    assert decision_of(done)["outcome"] == "promoted"
    old = versions.loc[versions["stage"] == "champion", "algorithm"].item()
    assert done.loc[done["stage"] == "champion", "algorithm"].item() == old
    gates = report_of(done.set_index("algorithm"), old)["gates"]
    (beaten,) = [row for row in gates if row["gate_name"] == "beats_champion_on_holdout"]
    assert beaten["difference"] == 0.0


@pytest.mark.parametrize(
    "spoil",
    [
        lambda rows: rows.head(0),
        lambda rows: rows[rows["as_of_date"] < "2025-02-01"],
        lambda rows: rows.assign(is_churned=False),
        lambda rows: rows.assign(
            is_churned=rows["is_churned"] & (rows["as_of_date"] < "2025-05-01")
        ),
        lambda rows: rows.assign(**dict.fromkeys(FEATURES, 1.0)),
    ],
    ids=["no rows", "a short history", "nobody churned", "an empty holdout", "no features"],
)
def test_rows_that_teach_nothing_leave_the_champion(rows, versions, spoil):
    done = due_after(rows, versions, fetched=spoil(rows))
    champion = versions.loc[versions["stage"] == "champion", "model_version"].item()
    assert done["stage"].tolist() == ["refused"]
    assert decision_of(done)["outcome"] == "refused"
    assert decision_of(done)["champion"] == champion
    assert done["reason"].item().startswith(f"Keeps {champion}: ")
    with pytest.raises(TrainingError):
        due_after(rows, versions.head(0), fetched=spoil(rows))


def test_a_leak_is_never_a_reason_to_go_on(rows, versions):
    early = rows.assign(matures_on_date=rows["matures_on_date"] + timedelta(days=99))
    with pytest.raises(LeakageError):
        due_after(rows, versions, fetched=early)


def test_whatever_is_raised_in_a_gate_promotes_nobody(rows, versions, monkeypatch):
    def fail(*_, **__):
        raise ZeroDivisionError("x")

    for name in ("calibration_error", "no_segment_is_worse", "signs_agree"):
        with monkeypatch.context() as patched:
            patched.setattr(f"ml.review.{name}", fail)
            done = due_after(rows, versions)
        assert decision_of(done)["outcome"] == "kept"
        assert "could not be judged" in done.set_index("algorithm").loc["logistic", "reason"]


def test_a_champion_whose_artifact_was_changed_is_not_replaced(rows, versions):
    changed = versions.assign(artifact=versions["artifact"] + " ")
    done = due_after(rows, changed)
    assert decision_of(done)["outcome"] == "kept"
    assert "cannot be scored" in done["reason"].iloc[-1]


def test_a_family_without_approval_waits(rows, versions):
    done = due_after(
        rows, versions.head(0), approvals=approve_all(["rule"], since=date(2000, 1, 1))
    ).set_index("algorithm")
    assert done.loc["rule", "stage"] == "champion"
    assert done.loc["xgboost", "stage"] == "challenger"
    assert done.loc["xgboost", "reason"].startswith("Awaits approval: ")


def test_nothing_due_gives_no_version():
    schedule = pd.DataFrame({"trained_as_of_date": [], "rows_from_date": []})
    versions = train_due(
        schedule,
        fetch=pytest.fail,
        versions=MODEL_VERSIONS.empty(),
        features=make_catalog(),
        **SETTINGS,
    )
    assert versions.empty
    assert list(versions.columns) == list(MODEL_VERSIONS.columns)
