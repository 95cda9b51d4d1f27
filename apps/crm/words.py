"""How Salesforce names what people did with a task, and how the source contract does."""

from typing import Final

TASK_FIELDS: Final = (
    *("Mainstay_Task_Id__c", "Mainstay_Customer_Id__c", "CreatedDate", "Status", "IsClosed"),
    *("CompletedDateTime", "ActivityDate", "Mainstay_Team__c", "Mainstay_Payload_Hash__c"),
    *("Mainstay_Disposition__c", "Mainstay_Reason_Helpful__c"),
)
YES, NO = ("yes", "true", "1"), ("no", "false", "0")


def one_status(status: str | None, *, is_closed: bool) -> str | None:
    """Return how far a task is: whatever an org calls a closed task, it is completed.

    >>> one_status("Done and dusted", is_closed=True)
    'completed'
    """
    return "completed" if is_closed else status


def answered_helpful(answer: object) -> bool | None:
    """Return whether the reason was right, or None where nobody has said so.

    >>> answered_helpful("Yes"), answered_helpful("No"), answered_helpful(None)
    (True, False, None)
    """
    word = str(answer).strip().lower()
    return True if word in YES else False if word in NO else None
