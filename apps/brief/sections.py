"""What a brief says: five questions, each answered in lines or by what is missing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from apps.brief.wording import METRICS, PACES, VERDICTS, amount, between, money, share
from apps.dashboard.asking import Row

Answers = dict[str, list[Row]]
DECISIVE_STEPS: Final = (
    *("target", "customers_kept", "monthly_revenue_kept", "revenue_kept"),
    *("cost", "worth_less_cost", "months_to_the_claim"),
)


@dataclass(frozen=True)
class Section:
    """A question and the lines that answer it."""

    title: str
    lines: Sequence[str]


def write_sections(answers: Answers) -> list[Section]:
    """Return the sections of the brief; none is ever left out, or without a line."""
    return [
        Section(title, write(answers) or [missing]) for title, (write, missing) in _SECTIONS.items()
    ]


def _promises(answers: Answers) -> list[str]:
    targets = {row["kpi_id"]: row for row in answers["bridge"] if row["step_name"] == "target"}
    return [_promise(row, targets.get(row["kpi_id"])) for row in answers["promises"]]


def _promise(row: Row, target: Row | None) -> str:
    said = (
        f"{row['statement']} From {share(row['baseline_value'])} to {share(row['target_value'])} "
        f"by {row['deadline_on']}; {row['owner']} promised it."
    )
    if target is None:
        return said
    meant = "points" if row["target_kind"] == "points" else "a percentage of the baseline"
    return (
        f"{said} The number was meant as {meant}: as points the target is "
        f"{target['as_points']:.1f}%, relative to the baseline {target['as_relative']:.1f}%."
    )


def _scorecard(answers: Answers) -> list[str]:
    return [_standing(row) for row in answers["scorecard"]]


def _standing(row: Row) -> str:
    month = row["month_starts_on"][:7]
    interval = (
        f" (95%: {share(row['ci_low'])} to {share(row['ci_high'])})"
        if row["ci_low"] is not None
        else ""
    )
    line = f"{METRICS[row['metric_name']]}: {share(row['metric_value'])}{interval} in {month}"
    if row["kpi_id"] is None:
        return f"{line}; {PACES['no_target']}."
    return (
        f"{line}; promised {share(row['target_value'])}, {row['gap_pp']:+.1f} points off: "
        f"{PACES[row['pace']]}, with {row['progress_share']:.0%} of the way in "
        f"{row['elapsed_share']:.0%} of the time.{_doubt(row)}"
    )


def _doubt(row: Row) -> str:
    """Return what to hold against a month that may have come by chance."""
    if row["ci_low"] is None or not row["ci_low"] <= row["baseline_value"] <= row["ci_high"]:
        return ""
    return f" The interval still holds the baseline of {share(row['baseline_value'])}."


def _savings(answers: Answers) -> list[str]:
    savings = [_three_answers(row) for row in answers["savings"]]
    return savings + [_lead_time(row) for row in answers["lead_times"]]


def _three_answers(row: Row) -> str:
    """Return the three answers in one line: none of them can be quoted without the others."""
    agreed = (
        "finance has agreed nothing yet"
        if row["agreed_mrr_usd"] is None
        else f"{row['agreed_by']} agreed {money(row['agreed_mrr_usd'])}"
    )
    interval = between(row["measured_low_usd"], row["measured_high_usd"])
    measured = f"{money(row['measured_mrr_usd'])} {interval}".rstrip()
    verdict = VERDICTS[row["verdict"]]
    told = measured if measured == verdict else f"{measured}, {verdict}"
    return (
        f"{row['policy']}, revenue a month: before and after says "
        f"{money(row['before_after_mrr_usd'])}; against control {told}; {agreed}."
    )


def _lead_time(row: Row) -> str:
    early = (
        "" if row["median_lead_days"] is None else f", half of them {row['median_lead_days']} days"
    )
    return (
        f"Of {row['customer_count']:,} decisions to leave, the list of the {row['method']} knew "
        f"{share(row['listed_before_share'])} before{early}{' or more' if early else ''}."
    )


def _bridge(answers: Answers) -> list[str]:
    return [
        f"{row['step_name'].replace('_', ' ').capitalize()}: "
        f"{amount(row['as_points'], unit=row['unit'])} as points, "
        f"{amount(row['as_relative'], unit=row['unit'])} relative. {row['assumption']}"
        for row in answers["bridge"]
        if row["step_name"] in DECISIVE_STEPS
    ]


def _plans(answers: Answers) -> list[str]:
    return [
        f"Tier {row['stratum']}, {row['month_count']} months with {share(row['control_share'])} "
        f"held back: {row['promise']}"
        for row in answers["plans"]
    ]


_SECTIONS: Final[dict[str, tuple[Callable[[Answers], list[str]], str]]] = {
    "What did we promise?": (
        _promises,
        "Nothing that can be measured yet: write the promise into seeds/kpi_targets.csv; a whole "
        "month of subscriptions is the first that counts.",
    ),
    "Where are we?": (_scorecard, "Not enough data: no month is over yet."),
    "How sure are we?": (
        _savings,
        "Not enough data: nobody was drawn into a control group yet, and without one nobody knows.",
    ),
    "What is it worth?": (
        _bridge,
        "Not enough data: it takes a promise about logo_churn_rate and a month that is over.",
    ),
    "What would it take to know more?": (
        _plans,
        "Not enough data: the size of a programme is reckoned from labels that have matured.",
    ),
}
