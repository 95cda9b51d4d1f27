"""The ten questions of a reviewer, in the order of the meeting."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from apps.dashboard.sections import Table
from apps.governance import answers
from apps.governance.answers import Facts
from apps.governance.changes import changed


@dataclass(frozen=True)
class Answer:
    """A question, its answer in sentences, a table where one says more, and where to read on."""

    key: str
    question: str
    sentences: str
    table: Table | None
    see: str


def answer_all(facts: Facts) -> list[Answer]:
    """Return the answers in the order of the meeting."""
    return [Answer(key, question, *answer(facts), see) for key, question, answer, see in QUESTIONS]


Ask = Callable[[Facts], tuple[str, Table | None]]
QUESTIONS: Final[tuple[tuple[str, str, Ask, str], ...]] = (
    ("who-owns-it", "Who owns it?", answers.owned, "products"),
    ("who-approved-it", "Who approved it?", answers.approved, "approvals"),
    ("which-data", "Which data?", answers.data, "columns"),
    ("which-columns-are-personal", "Which columns are personal?", answers.personal, "personal"),
    ("small-customers", "How good is it for small customers?", answers.small, "model"),
    ("what-changed", "What changed since last month?", changed, "gates"),
    ("why-flagged", "Why was this customer flagged on that day?", answers.flagged, "features"),
    ("can-you-reproduce-it", "Can you reproduce it?", answers.reproduced, "hashes"),
    ("open-alerts", "What alerts are open?", answers.alerts, "alerts"),
    ("erased-customer", "What happens to an erased customer?", answers.erased, "personal"),
)
