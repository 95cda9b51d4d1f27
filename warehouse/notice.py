"""Say something among the lines of a dbt run without failing a node."""

from dbt_common.events.base_types import EventLevel
from dbt_common.events.functions import fire_event
from dbt_common.events.types import Note


def warn(sentence: str) -> None:
    """Print `sentence` as a warning of the run, and do nothing where it is empty."""
    if sentence:
        fire_event(Note(msg=sentence), level=EventLevel.WARN)
