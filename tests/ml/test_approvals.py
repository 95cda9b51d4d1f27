"""Who may be champion on a date, as people have decided by then."""

from datetime import date

import pandas as pd
import pytest

from ml.approvals import COLUMNS, approve_all, champion_on, waiting
from ml.errors import FrameError

MONDAY = date(2026, 1, 19)


def approvals(*rows):
    return pd.DataFrame(rows, columns=list(COLUMNS))


def approve(algorithm, *, since="2000-01-01", until="2100-01-01"):
    return ("approve", algorithm, None, pd.Timestamp(since), pd.Timestamp(until))


def about(action, version, *, since="2000-01-01", until=None):
    return (action, None, version, pd.Timestamp(since), pd.Timestamp(until) if until else None)


VERSIONS = pd.DataFrame(
    [
        ("old", "rule", "champion", "2026-01-05"),
        ("new", "xgboost", "champion", "2026-01-12"),
        ("lost", "logistic", "challenger", "2026-01-12"),
        ("today", "rule", "champion", "2026-01-19"),
    ],
    columns=["model_version", "algorithm", "stage", "trained_as_of_date"],
)
BOTH = (approve("rule"), approve("xgboost"))


def champion(*rows, on=MONDAY):
    found = champion_on(VERSIONS, approvals(*rows), on=on)
    return None if found is None else found["model_version"]


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (approve("xgboost"), None),
        (approve("xgboost", since="2026-01-19", until="2026-01-20"), None),
        (approve("xgboost", since="2026-01-20"), "no row for xgboost with this label and policy"),
        (approve("xgboost", until="2026-01-19"), "policy expired on 2026-01-19"),
        (approve("logistic"), "no row for xgboost"),
        (about("pin", "xgboost-1"), "no row for xgboost"),
    ],
)  # fmt: skip
def test_an_approval_is_in_force_from_its_date_until_it_expires(row, sentence):
    found = waiting(approvals(row), algorithms=["xgboost"], on=MONDAY)
    if sentence is None:
        assert found == {}
    else:
        assert found["xgboost"].startswith("Awaits approval: ")
        assert sentence in found["xgboost"]


def test_the_champion_is_the_newest_of_before_that_is_approved():
    assert champion(*BOTH) == "new"
    assert champion(approve("rule")) == "old"
    assert champion(*BOTH, on=date(2026, 1, 12)) == "old"
    assert champion(approve("logistic")) is None
    assert champion(*BOTH, on=date(2026, 1, 5)) is None


def test_a_pin_wins_over_decisions_until_it_ends_or_another_follows():
    pin = about("pin", "lost", since="2026-01-13")
    assert champion(*BOTH, pin) == "lost"
    assert champion(*BOTH, about("pin", "lost", since="2026-01-20")) == "new"
    assert champion(*BOTH, about("pin", "lost", until="2026-01-19")) == "new"
    assert champion(*BOTH, pin, about("pin", "old", since="2026-01-14")) == "old"
    assert champion(*BOTH, about("pin", "unheard of")) == "new"


def test_what_was_rolled_back_never_comes_back():
    gone = about("rollback", "new", since="2026-01-19", until="2026-01-19")
    assert champion(*BOTH, gone) == "old"
    assert champion(*BOTH, gone, about("pin", "new", since="2026-01-19")) == "old"
    assert champion(*BOTH, about("rollback", "new", since="2026-01-20")) == "new"


def test_approving_all_approves_all():
    assert waiting(approve_all(["rule"], since=MONDAY), algorithms=["rule"], on=MONDAY) == {}


def test_approvals_without_a_column_are_refused():
    with pytest.raises(FrameError, match="expires_on"):
        waiting(approvals().drop(columns="expires_on"), algorithms=["rule"], on=MONDAY)
