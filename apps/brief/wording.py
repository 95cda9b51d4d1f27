"""Numbers and verdicts as people write them; what is not known is said to be so."""

from typing import Final

NOT_ENOUGH: Final = "not enough data"
METRICS: Final = {
    "logo_churn_rate": "Customers who leave in a month",
    "mrr_churn_rate": "Revenue that leaves in a month",
    "gross_mrr_retention": "Revenue that stays, without what expands",
    "net_mrr_retention": "Revenue that stays, with what expands",
}
PACES: Final = {
    "reached": "the target is reached",
    "on_pace": "on pace",
    "behind": "behind",
    "missed": "missed, the deadline is over",
    "not_begun": "not begun yet",
    "no_target": "nothing was promised",
}
VERDICTS: Final = {
    "saves": "contact keeps customers",
    "harms": "contact makes customers leave",
    "no_effect_shown": "not told from chance",
    "not_enough_data": NOT_ENOUGH,
}


def share(value: float | None) -> str:
    """Return a share as a percentage with one digit.

    >>> share(0.1034), share(None)
    ('10.3%', 'not enough data')
    """
    return NOT_ENOUGH if value is None else f"{value:.1%}"


def money(value: float | None) -> str:
    """Return whole dollars.

    >>> money(-1234.5), money(0), money(None)
    ('-$1,234', '$0', 'not enough data')
    """
    if value is None:
        return NOT_ENOUGH
    return f"{'-' if round(value) < 0 else ''}${abs(round(value)):,}"


def amount(value: float | None, *, unit: str) -> str:
    """Return a step of the bridge in its unit.

    >>> amount(2.8, unit="points"), amount(11.664, unit="percent"), amount(2.6, unit="count")
    ('2.80 points', '11.66%', '2.6')
    """
    if unit == "usd" or value is None:
        return money(value)
    if unit in {"percent", "points"}:
        return f"{value:.2f}{'%' if unit == 'percent' else ' points'}"
    return f"{value:,.0f}" if value == round(value) else f"{value:,.1f}"


def between(low: float | None, high: float | None) -> str:
    """Return an interval of money in brackets, and nothing where none is known.

    >>> between(-1.5, 2.0), between(None, None)
    ('(95%: -$2 to $2)', '')
    """
    if low is None or high is None:
        return ""
    return f"(95%: {money(low)} to {money(high)})"
