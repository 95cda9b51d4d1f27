"""What every way to make windowed features is asked, and where it finds the events."""

import json
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from pathlib import Path

KEYS = ("customer_id", "as_of_date")
# What is counted, and over how many days.
WINDOWS = {
    "event": (7, 28, 84),
    "login": (7, 30, 84),
    "critical_feature_use": (7, 30, 84),
    "active_day": (7, 28, 84),
}
COUNTS = tuple(f"{measure}_count_{days}d" for measure in WINDOWS for days in WINDOWS[measure])
FEATURES = (*COUNTS, "days_since_last_event")


@dataclass(frozen=True)
class Question:
    """The features of `weeks` Mondays for each customer with an event before the Monday.

    `folder` holds `events.parquet` (customer_id, event_name, occurred_at) and, for the joins,
    `feature_rows.parquet` (the answer, each row with the `event_timestamp` at which it is known)
    and `keys.parquet` (its customers and dates).
    """

    folder: Path
    first_monday: date
    weeks: int
    login_names: tuple[str, ...]
    critical_names: tuple[str, ...]

    @property
    def last_monday(self) -> date:
        """The newest as-of date."""
        return self.first_monday + timedelta(weeks=self.weeks - 1)

    @property
    def grid_from(self) -> date:
        """The end of the oldest week that a window of twelve weeks of the first Monday holds."""
        return self.first_monday - timedelta(weeks=11)

    @property
    def mondays(self) -> tuple[date, ...]:
        """All as-of dates."""
        return tuple(self.first_monday + timedelta(weeks=week) for week in range(self.weeks))

    def path(self, name: str) -> str:
        """Return where a Parquet file of the question is."""
        return str(self.folder / f"{name}.parquet")

    def write(self) -> None:
        """Leave the question in its folder for `read_question`."""
        values = {**asdict(self), "folder": None, "first_monday": self.first_monday.isoformat()}
        (self.folder / "question.json").write_text(json.dumps(values), "utf-8")


def read_question(folder: Path) -> Question:
    """Return the question that was written to `folder`."""
    values = json.loads((folder / "question.json").read_text("utf-8"))
    return Question(
        folder=folder,
        first_monday=date.fromisoformat(values["first_monday"]),
        weeks=values["weeks"],
        login_names=tuple(values["login_names"]),
        critical_names=tuple(values["critical_names"]),
    )
