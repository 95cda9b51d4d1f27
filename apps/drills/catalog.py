"""The drills, each with the one alert that must open, or with none."""

from dataclasses import dataclass
from typing import Final

Caught = tuple[str, str]


@dataclass(frozen=True)
class Drill:
    """A fault by its name, and the alerts (rule, subject) that it must open.

    Attributes:
        rebuilds_history: Whether features are made anew from the changed past, as they are when
            one is added; else what was made of past weeks stays as it was known then.
    """

    name: str
    expected: frozenset[Caught]
    rebuilds_history: bool = False


def _drill(name: str, *expected: Caught, rebuilds_history: bool = False) -> Drill:
    return Drill(name, frozenset(expected), rebuilds_history)


DRILLS: Final = {
    drill.name: drill
    for drill in (
        _drill("quiet"),
        _drill("seasonal_dip"),
        _drill("late_invoices", ("late_data", "invoices")),
        _drill("tracking_outage", ("volume_drop", "usage_events")),
        _drill("silent_release", ("event_missing", "report_built")),
        _drill("price_rise", ("price_rise", "subscriptions")),
        _drill("currency_mixup", ("currency_mixup", "invoices")),
        _drill("leak", ("leak", "support"), rebuilds_history=True),
    )
}
