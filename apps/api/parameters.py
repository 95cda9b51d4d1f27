"""What a request may say, and within which bounds; anything else is refused by name."""

import re
from datetime import date
from typing import Annotated, Any, Final, Literal

from fastapi import Path
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic.json_schema import SkipJsonSchema

LONGEST_TEXT: Final = 320


def _whole(value: Any) -> Any:
    if isinstance(value, str) and not re.fullmatch(r"-?[0-9]{1,15}", value):
        raise ValueError("write a whole number in digits")
    return value


def _number(value: Any) -> Any:
    if isinstance(value, str) and not re.fullmatch(
        r"-?[0-9]{1,15}(\.[0-9]{1,20})?([eE][-+]?[0-9]{1,3})?", value
    ):
        raise ValueError("write a number in digits, with a point for the fraction")
    return value


def _yes_or_no(value: Any) -> Any:
    if isinstance(value, str) and value not in ("true", "false"):
        raise ValueError("write true or false")
    return value


def _day(value: Any) -> Any:
    if isinstance(value, str) and not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        raise ValueError("write a date as 2026-06-01")
    return value


Absent = SkipJsonSchema[None]
Whole = Annotated[int, BeforeValidator(_whole)]
# Bounds come first: behind a validator they would not reach the description.
Days = Annotated[int, Field(ge=0, le=3650), BeforeValidator(_whole)]
Share = Annotated[float, Field(ge=0, le=1), BeforeValidator(_number)]
Money = Annotated[float, Field(ge=0, le=1e12), BeforeValidator(_number)]
YesOrNo = Annotated[bool, BeforeValidator(_yes_or_no)]
Day = Annotated[date, BeforeValidator(_day)]
Text = Annotated[str, Field(min_length=1, max_length=LONGEST_TEXT)]
CustomerId = Annotated[
    str, Path(min_length=1, max_length=LONGEST_TEXT, description="The paying account.")
]
Cursor = Annotated[
    str,
    Field(
        pattern="^[A-Za-z0-9_-]{1,500}$",
        description="`next_cursor` of the page before, with the same filters.",
    ),
]


class Filters(BaseModel):
    """Which customers of the list, in which order; filters that are left out let all through."""

    model_config = ConfigDict(extra="forbid")

    tier: list[Literal["high", "medium", "low"]] = Field(
        ["high"], min_length=1, max_length=3, description="One tier, or several: tier=high&tier=low"
    )
    owner: Text | Absent = Field(None, description="E-mail address of the account's owner.")
    industry: Text | Absent = None
    region: Text | Absent = None
    company_size: Text | Absent = None
    plan_name: Text | Absent = None
    playbook_id: Text | Absent = Field(None, description="What is to be done about it.")
    renewal_within_days: Days | Absent = Field(
        None, description="Whose next renewal is at most so many days away."
    )
    min_probability: Share | Absent = None
    min_expected_loss_usd: Money | Absent = Field(
        None, description="Least monthly revenue times probability."
    )
    has_crossed_up: YesOrNo | Absent = Field(
        None, description="Who has come into the tier high since the date before."
    )
    include_suppressed: YesOrNo = Field(
        default=False, description="Also customers who are not to be contacted."
    )
    order: Literal["money", "risk"] = Field(
        "money", description="Most worth a contact first, or most likely to churn first."
    )


class AtRiskRequest(Filters):
    """A page of the list."""

    limit: Whole = Field(50, ge=1, le=500)
    cursor: Cursor | Absent = None


class HistoryRequest(BaseModel):
    """A page of past scores, newest first."""

    model_config = ConfigDict(extra="forbid")

    before: Day | Absent = Field(None, description="Only dates before this one.")
    limit: Whole = Field(53, ge=1, le=500, description="53 is a year of weeks.")
    cursor: Cursor | Absent = None


class NothingElse(BaseModel):
    """A request without parameters, so that a misspelt one is told."""

    model_config = ConfigDict(extra="forbid")
