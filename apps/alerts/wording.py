"""How a notice reads: as a line, a mail, a chat message or a row of JSON.

Subjects come from a company's data, so they may hold anything; what leaves here is text and
nothing else.
"""

import json
from collections.abc import Sequence
from typing import Any, Final

from apps.alerts.book import CLOSED, Alert, Notice
from apps.text import one_line

# What Slack accepts at most of a header, a section and a field.
LONGEST_HEADER, LONGEST_SECTION, LONGEST_FIELD = 150, 3000, 2000
# Slack's own three: with them it marks links, mentions and calls to a whole channel.
ENTITIES: Final = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


def title(notice: Notice) -> str:
    """Return the notice in a few words."""
    alert = notice.alert
    return one_line(f"Alert {notice.event}: {alert.rule_name} of {alert.subject}")


def facts(notice: Notice) -> dict[str, str]:
    """Return what there is to know beside the sentence, by its label."""
    alert = notice.alert
    told = {
        "Subject": alert.subject,
        "Severity": alert.severity,
        "Owner": alert.owner,
        "Opened": alert.opened_on_date.isoformat(),
    }
    if notice.event == CLOSED and alert.closed_on_date:
        told["Closed"] = alert.closed_on_date.isoformat()
    return {**{label: one_line(value) for label, value in told.items()}, "Runbook": alert.runbook}


def sentence(notice: Notice) -> str:
    """Return the evidence, or that the rule has held again."""
    if notice.event == CLOSED:
        return (
            f"The rule has held again since. It had opened with: {one_line(notice.alert.evidence)}"
        )
    return one_line(notice.alert.evidence)


def chat_message(notice: Notice) -> dict[str, Any]:
    """Return the notice as Slack and what resembles it want it, without any markup."""
    fields = [
        _plain(f"{label}\n{value}", limit=LONGEST_FIELD) for label, value in facts(notice).items()
    ]
    return {
        "text": _escaped(f"{title(notice)}. {sentence(notice)}", limit=LONGEST_SECTION),
        "mrkdwn": False,
        "blocks": [
            {"type": "header", "text": _plain(title(notice), limit=LONGEST_HEADER)},
            {"type": "section", "text": _plain(sentence(notice), limit=LONGEST_SECTION)},
            {"type": "section", "fields": fields},
        ],
    }


def mail_body(notice: Notice) -> str:
    """Return the notice as the text of a mail."""
    lines = [sentence(notice), ""]
    lines += [f"{label}: {value}" for label, value in facts(notice).items()]
    return "\n".join(
        [*lines, "", "The query that shows it:", one_line(notice.alert.evidence_query)]
    )


def json_line(notice: Notice) -> str:
    """Return the notice as one line of JSON, its key first."""
    alert = notice.alert
    row = {"key": notice.key, "event": notice.event, **vars(alert)}
    return json.dumps(row, default=str) + "\n"


def listed(alerts: Sequence[Alert]) -> str:
    """Return alerts as a table; the sentence stands last, since it is as long as it needs."""
    heads = ("severity", "opened", "rule", "subject", "owner", "runbook", "evidence")
    rows = [
        tuple(
            one_line(str(value))
            for value in (
                *(alert.severity, alert.opened_on_date, alert.rule_name, alert.subject),
                *(alert.owner, alert.runbook, alert.evidence),
            )
        )
        for alert in alerts
    ]
    widths = [max(len(cell) for cell in column) for column in zip(heads, *rows, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in (heads, *rows)
    )


def _plain(text: str, *, limit: int) -> dict[str, Any]:
    return {"type": "plain_text", "text": _escaped(text, limit=limit), "emoji": False}


def _escaped(text: str, *, limit: int) -> str:
    """Return at most `limit` characters, and no half of an entity."""
    escaped = ""
    for character in text:
        more = ENTITIES.get(character, character)
        if len(escaped) + len(more) > limit:
            break
        escaped += more
    return escaped
