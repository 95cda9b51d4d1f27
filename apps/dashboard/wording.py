"""How names, numbers and dates read on a page."""

import re
from datetime import date

NOT_KNOWN = "–"
WORDS = {
    "average_precision": "average precision",
    "expected_calibration_error": "calibration error",
    "logistic": "logistic regression",
    "no_skill": "no skill",
    "precision_at_capacity": "precision at capacity",
    "roc_auc": "ROC AUC",
    "rule": "rule of thumb",
    "xgboost": "XGBoost",
}
SPELLINGS = {"mrr": "MRR", "usd": "USD", "roc": "ROC", "auc": "AUC", "id": "ID"}
WINDOW = re.compile(r"_(\d+)d(?=_|$)")


def plain(name: str | None) -> str:
    """Return the name of a column, a metric or a category as words.

    >>> plain("login_trend_7d_over_30d"), plain("mrr_per_seat_usd"), plain("no_skill")
    ('login trend 7 days over 30 days', 'MRR per seat USD', 'no skill')
    """
    if name is None:
        return NOT_KNOWN
    words = WORDS.get(name) or WINDOW.sub(r"_\1_days", name).replace("_", " ")
    return " ".join(SPELLINGS.get(word, word) for word in words.split(" "))


def titled(name: str | None) -> str:
    """Return `name` as words, with a capital at the beginning.

    >>> titled("asia_pacific")
    'Asia pacific'
    """
    words = plain(name)
    return words[:1].upper() + words[1:]


def percent(share: float | None, *, digits: int = 0) -> str:
    """Return a share as a percentage.

    >>> percent(0.3571), percent(0.0241, digits=1), percent(None)
    ('36%', '2.4%', '–')
    """
    return NOT_KNOWN if share is None else f"{share:.{digits}%}"


def number(value: float | None, *, digits: int = 0) -> str:
    """Return a number with so many digits after the point.

    >>> number(12345), number(0.8251, digits=3)
    ('12,345', '0.825')
    """
    return NOT_KNOWN if value is None else f"{value:,.{digits}f}"


def interval(low: float | None, high: float | None, *, digits: int = 3) -> str:
    """Return an interval, or nothing where there is none.

    >>> interval(0.76, 0.87, digits=2)
    '0.76 to 0.87'
    """
    if low is None or high is None:
        return ""
    return f"{number(low, digits=digits)} to {number(high, digits=digits)}"


def share_interval(low: float | None, high: float | None) -> str:
    """Return an interval of shares, or nothing where there is none.

    >>> share_interval(0.23, 0.506)
    '23% to 51%'
    """
    return "" if low is None or high is None else f"{percent(low)} to {percent(high)}"


def day(text: str | None) -> str:
    """Return an ISO date as people write it.

    >>> day("2026-06-01")
    '1 Jun 2026'
    """
    if text is None:
        return NOT_KNOWN
    when = date.fromisoformat(text[:10])
    return f"{when.day} {when:%b %Y}"


def count(amount: int, noun: str) -> str:
    """Return an amount with its noun.

    >>> count(1, "alert"), count(0, "alert"), count(1200, "row")
    ('1 alert', '0 alerts', '1,200 rows')
    """
    return f"{amount:,} {noun}" + ("" if amount == 1 else "s")
