"""The list of customers at risk, and what a row opens to, as data for the page."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, Final

import duckdb

from apps.dashboard.asking import Row, ask
from apps.dashboard.wording import plain, titled

LISTED: Final = """
    select customer_id, customer_name, account_owner_email, industry, region, company_size,
        plan_name, tenure_band, risk_tier, churn_probability, change_pp, mrr_usd,
        expected_mrr_loss_usd, days_until_renewal, has_crossed_up, suppressed_reason, playbook_id,
        change_text
    from rpt_customers_at_risk
    order by money_rank
"""
# As in rpt_risk_reasons: what raises the risk, and of that what somebody can act on first.
REASONS: Final = """
    select reasons.customer_id, reasons.feature_name, reasons.reason_text, reasons.value_display,
        reasons.contribution_pp, reasons.retained_peer_median, reasons.change_vs_90d,
        reasons.is_actionable
    from fct_churn_score_reasons as reasons
    inner join rpt_customers_at_risk as listed
        on reasons.customer_id = listed.customer_id
        and reasons.as_of_date = listed.as_of_date
        and reasons.model_version = listed.model_version
    where reasons.direction = 'up' and reasons.feature_name != 'other'
    qualify row_number() over (
        partition by reasons.customer_id
        order by reasons.is_actionable desc, reasons.reason_rank
    ) <= 3
    order by reasons.customer_id, reasons.is_actionable desc, reasons.reason_rank
"""
HISTORY: Final = """
    select scores.customer_id,
        list(scores.as_of_date order by scores.as_of_date) as dates,
        list(round(1000 * scores.churn_probability)::integer order by scores.as_of_date) as risks,
        list(scores.model_version order by scores.as_of_date) as models
    from fct_churn_scores as scores
    inner join rpt_customers_at_risk as listed on scores.customer_id = listed.customer_id
    where scores.model_role = 'champion'
        and scores.as_of_date > listed.as_of_date - interval 26 weeks
    group by scores.customer_id
"""
CHANGES: Final = """
    select changes.customer_id, changes.previous_date, changes.customer_change_pp,
        changes.model_change_pp
    from fct_score_changes as changes
    inner join rpt_customers_at_risk as listed
        on changes.customer_id = listed.customer_id and changes.as_of_date = listed.as_of_date
"""
MOVED: Final = """
    select moved.customer_id, moved.feature_name, moved.moved_pp
    from fct_reason_changes as moved
    inner join rpt_customers_at_risk as listed
        on moved.customer_id = listed.customer_id and moved.as_of_date = listed.as_of_date
    where abs(moved.moved_pp) >= 0.1
    qualify row_number() over (
        partition by moved.customer_id order by abs(moved.moved_pp) desc, moved.feature_name
    ) <= 4
    order by moved.customer_id, abs(moved.moved_pp) desc, moved.feature_name
"""
FEATURES: Final = (
    "select feature_name, family, unit from dim_features order by family, feature_name"
)
PLAYBOOKS: Final = "select playbook_id, playbook_name, team, what_to_do from dim_playbooks"
SEGMENTS: Final = ("industry", "region", "company_size", "plan_name", "tenure_band")
CODED: Final = ("account_owner_email", "risk_tier", "suppressed_reason", "playbook_id", *SEGMENTS)
ROWS_PER_FILE: Final = 100


def list_customers(connection: duckdb.DuckDBPyConnection, *, published: frozenset[str]) -> Row:
    """Return the list, column by column; words that repeat are numbered."""
    rows = ask(connection, LISTED)
    reasons = _grouped(ask(connection, REASONS))
    features = ask(connection, FEATURES)
    numbers = {row["feature_name"]: place for place, row in enumerate(features)}
    columns: dict[str, Any] = {
        "id": [row["customer_id"] for row in rows],
        "name": [row["customer_name"] or row["customer_id"] for row in rows],
        "risk": [_rounded(row["churn_probability"], 4) for row in rows],
        "change": [_rounded(row["change_pp"], 1) for row in rows],
        "mrr": [_rounded(row["mrr_usd"], 2) for row in rows],
        "loss": [_rounded(row["expected_mrr_loss_usd"], 2) for row in rows],
        "renewal": [row["days_until_renewal"] for row in rows],
        "crossed": [int(row["has_crossed_up"]) for row in rows],
        "why": [_first_reason(reasons[row["customer_id"]]) for row in rows],
        "reasons": [
            [numbers[reason["feature_name"]] for reason in reasons[row["customer_id"]]]
            for row in rows
        ],
    }
    words = {}
    for name in CODED:
        words[name], columns[name] = _code([row[name] for row in rows])
    return {
        "columns": columns,
        "words": words,
        "segments": list(SEGMENTS),
        "labels": {word: titled(word) for name in CODED[1:] for word in words[name] if word},
        "features": [[row["feature_name"], row["family"], row["unit"]] for row in features],
        "featureLabels": [titled(row["feature_name"]) for row in features],
        "playbooks": _playbooks(connection, published=published),
        "rowsPerFile": ROWS_PER_FILE,
    }


def customer_details(connection: duckdb.DuckDBPyConnection) -> Iterator[list[Row]]:
    """Yield what rows of the list open to, file by file, in the order of the list."""
    listed = ask(connection, LISTED)
    reasons, moved = _grouped(ask(connection, REASONS)), _grouped(ask(connection, MOVED))
    history = {row["customer_id"]: row for row in ask(connection, HISTORY)}
    changes = {row["customer_id"]: row for row in ask(connection, CHANGES)}
    for start in range(0, len(listed), ROWS_PER_FILE):
        yield [
            {
                "history": _history(history.get(row["customer_id"])),
                "reasons": [_reason(reason) for reason in reasons[row["customer_id"]]],
                "text": row["change_text"],
                "change": _change(changes.get(row["customer_id"])),
                "moved": [
                    [titled(move["feature_name"]), _rounded(move["moved_pp"], 1)]
                    for move in moved[row["customer_id"]]
                ],
            }
            for row in listed[start : start + ROWS_PER_FILE]
        ]


def _grouped(rows: Sequence[Row]) -> dict[str, list[Row]]:
    groups: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        groups[row["customer_id"]].append(row)
    return groups


def _first_reason(reasons: Sequence[Row]) -> str | None:
    return reasons[0]["reason_text"] if reasons else None


def _reason(reason: Row) -> Row:
    return {
        "text": reason["reason_text"],
        "label": titled(reason["feature_name"]),
        "feature": reason["feature_name"],
        "points": _rounded(reason["contribution_pp"], 1),
        "value": reason["value_display"],
        "peer": _rounded(reason["retained_peer_median"], 4),
        "before": _rounded(reason["change_vs_90d"], 4),
        "actionable": reason["is_actionable"],
    }


def _history(history: Row | None) -> Row | None:
    if history is None:
        return None
    dates, models = history["dates"], history["models"]
    switches = [
        [place, model, plain(model.split("-")[0])]
        for place, model in enumerate(models)
        if place == 0 or model != models[place - 1]
    ]
    return {"dates": dates, "risks": history["risks"], "models": switches}


def _change(change: Row | None) -> Row | None:
    if change is None:
        return None
    return {
        "since": change["previous_date"],
        "customer": _rounded(change["customer_change_pp"], 1),
        "model": _rounded(change["model_change_pp"], 1),
    }


def _playbooks(connection: duckdb.DuckDBPyConnection, *, published: frozenset[str]) -> Row:
    if "dim_playbooks" not in published:
        return {}
    return {
        row["playbook_id"]: [row["playbook_name"], titled(row["team"]), row["what_to_do"]]
        for row in ask(connection, PLAYBOOKS)
    }


def _code(values: Sequence[str | None]) -> tuple[list[str | None], list[int]]:
    """Return the distinct values in order, what is missing last, and each value's number."""
    known = sorted({value for value in values if value is not None})
    words: list[str | None] = [*known, None] if None in values else [*known]
    numbers = {word: place for place, word in enumerate(words)}
    return words, [numbers[value] for value in values]


def _rounded(value: float | None, digits: int) -> float | int | None:
    if value is None:
        return None
    rounded = round(value, digits)
    return int(rounded) if rounded == int(rounded) else rounded
