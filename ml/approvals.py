"""Who may be champion on a date: approvals, pins and rollbacks, as people have reviewed them.

A frame of approvals holds one row per decision: `action` (approve, pin, rollback), `algorithm` or
`model_version`, `approved_on`, and `expires_on`, the first day on which it is no longer in force.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

import pandas as pd

from ml.errors import FrameError

COLUMNS: Final = ("action", "algorithm", "model_version", "approved_on", "expires_on")
_NEVER: Final = (
    "Awaits approval: on {on}, model_approvals has no row for {algorithm} with this label and "
    "policy."
)
_EXPIRED: Final = (
    "Awaits approval: that of {algorithm} for this label and policy expired on {ended}."
)


def approve_all(algorithms: Iterable[str], *, since: date) -> pd.DataFrame:
    """Return approvals of families that never expire."""
    rows = [
        {"action": "approve", "algorithm": name, "approved_on": pd.Timestamp(since)}
        for name in algorithms
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def waiting(approvals: pd.DataFrame, *, algorithms: Iterable[str], on: date) -> dict[str, str]:
    """Return the families without an approval in force on a date, each with a sentence why.

    Raises:
        FrameError: a column is absent.
    """
    families = _of_action(approvals, "approve", on=on)
    approved = set(_in_force(families, on=on)["algorithm"])
    return {
        name: _why_not(families[families["algorithm"] == name], algorithm=name, on=on)
        for name in algorithms
        if name not in approved
    }


def champion_on(
    versions: pd.DataFrame, approvals: pd.DataFrame, *, on: date
) -> Mapping[str, Any] | None:
    """Return the version whose scores people see on a date, or None.

    It is the version that was pinned last, or else the newest champion by decision of a family
    that is approved; never one that was rolled back.

    Args:
        versions: `model_version`, `algorithm`, `stage`, `trained_as_of_date`; one row each.
        approvals: see the module.
        on: the date; versions of that date or later do not count.
    """
    gone = set(_of_action(approvals, "rollback", on=on)["model_version"])
    is_known = pd.to_datetime(versions["trained_as_of_date"]) < pd.Timestamp(on)
    known = versions[is_known & ~versions["model_version"].isin(gone)]
    pins = _in_force(_of_action(approvals, "pin", on=on), on=on)
    pins = pins[pins["model_version"].isin(known["model_version"])]
    if len(pins):
        last = pins.sort_values(["approved_on", "model_version"])["model_version"].iloc[-1]
        found = known[known["model_version"] == last]
    else:
        approved = set(_in_force(_of_action(approvals, "approve", on=on), on=on)["algorithm"])
        is_champion = (known["stage"] == "champion") & known["algorithm"].isin(approved)
        found = known[is_champion].sort_values(["trained_as_of_date", "model_version"])
    return {str(k): v for k, v in found.iloc[-1].items()} if len(found) else None


def _of_action(approvals: pd.DataFrame, action: str, *, on: date) -> pd.DataFrame:
    """Return the rows of one action that had been decided by a date."""
    missing = [name for name in COLUMNS if name not in approvals]
    if missing:
        raise FrameError(f"The approvals lack {missing}; add the columns to model_approvals.")
    decided = pd.to_datetime(approvals["approved_on"]) <= pd.Timestamp(on)
    return approvals[(approvals["action"] == action) & decided]


def _in_force(rows: pd.DataFrame, *, on: date) -> pd.DataFrame:
    """Return the rows that have not expired on a date."""
    ends = pd.to_datetime(rows["expires_on"])
    return rows[ends.isna() | (ends > pd.Timestamp(on))]


def _why_not(rows: pd.DataFrame, *, algorithm: str, on: date) -> str:
    """Return the sentence that says why a family is not approved."""
    ends = pd.to_datetime(rows["expires_on"]).dropna()
    if ends.empty:
        return _NEVER.format(algorithm=algorithm, on=f"{on:%Y-%m-%d}")
    return _EXPIRED.format(algorithm=algorithm, ended=f"{ends.max():%Y-%m-%d}")
