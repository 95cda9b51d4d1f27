"""Who approved what, which gates the champion went through, and what was decided."""

from typing import Final

import duckdb

from apps.dashboard.asking import Row, ask
from apps.dashboard.sections import Cell, Part, Section, Table
from apps.dashboard.wording import count, day, number, plain, titled
from apps.governance.models import champion

GATES: Final = """
    select gate_name, is_required, has_passed, candidate_value, reference_value, threshold, error
    from fct_promotion_gates where model_version = ? order by is_required desc, gate_name
"""
APPROVALS: Final = """
    select * from rpt_approvals
    order by is_in_use desc, approval_state = 'in_force' desc, approved_on desc, approval_id
"""
DECISIONS: Final = """
    select trained_as_of_date as on_date, outcome as decision, decided_by, reason
    from fct_promotion_decisions
    union all
    select as_of_date, decision, 'schedule', reason || ': ' || evidence
    from fct_retraining_decisions
    order by on_date desc, decided_by, decision
"""


def approvals(connection: duckdb.DuckDBPyConnection) -> Section:
    """Say who approved what, and what of it counts today."""
    rows = ask(connection, APPROVALS)
    in_use = [row for row in rows if row["is_in_use"]]
    counted = sum(row["approval_state"] == "in_force" for row in rows)
    lead = f"{count(len(rows), 'decision')} are recorded, {counted} count today. "
    lead += " ".join(
        f"The champion runs on that of {row['approved_by']} from {day(row['approved_on'])}"
        f" until {day(row['expires_on'])}."
        for row in in_use
    )
    tables = [_approvals("Decisions that the champion runs on", in_use)] if in_use else []
    rest = [row for row in rows if not row["is_in_use"]]
    return Section(
        "approvals", "Approvals", lead.strip(), tables=(*tables,),
        folded=(_approvals("All other decisions", rest),) if rest else (),
    )  # fmt: skip


def gates(connection: duckdb.DuckDBPyConnection) -> Section | None:
    """Show the gates that the champion went through, and all decisions of the period."""
    now = champion(connection)
    if now is None:
        return None
    rows = ask(connection, GATES, values=[now["model_version"]])
    decisions = ask(connection, DECISIONS)
    failed = [plain(row["gate_name"]) for row in rows if not row["has_passed"]]
    told = ", ".join(failed) or "none"
    lead = (
        f"{len(rows) - len(failed)} of {count(len(rows), 'gate')} passed; not passed: {told}."
        f" A gate that errors has failed. {count(len(decisions), 'decision')} to train, to keep or"
        " to promote stand below."
    )
    return Section(
        "gates",
        "Gates and decisions",
        lead,
        tables=(_gates(rows),),
        folded=(_decisions(decisions),),
    )


def _approvals(caption: str, rows: list[Row]) -> Table:
    heads = ("decision", "of what", "by", "on", "until", "state", "reason")
    body = tuple(
        (
            row["action"],
            row["model_version"] or f"{plain(row['algorithm'])}, {row['label_name']}",
            row["approved_by"], day(row["approved_on"]), day(row["expires_on"]),
            _state(row["approval_state"]),
            row["reason"] or "–",
        )
        for row in rows
    )  # fmt: skip
    return Table(caption, heads, body)


def _gates(rows: list[Row]) -> Table:
    body = tuple(
        (
            titled(row["gate_name"]),
            _verdict(row),
            "required" if row["is_required"] else "told only",
            _short(row["candidate_value"]), _short(row["reference_value"]),
            row["error"] or "–",
        )
        for row in rows
    )  # fmt: skip
    heads = ("gate", "verdict", "weight", "this model", "compared with", "error")
    return Table("Gates of the champion", heads, body, frozenset({3, 4}))


def _state(state: str) -> Cell:
    return Cell(plain(state), "good" if state == "in_force" else "calm")


def _verdict(gate: Row) -> Cell:
    if gate["has_passed"]:
        return Cell("passed", "good")
    return Cell("not passed", "bad" if gate["is_required"] else "warn")


def _decisions(rows: list[Row]) -> Table:
    body = tuple(
        (day(row["on_date"]), plain(row["decision"]), row["decided_by"], row["reason"])
        for row in rows
    )
    return Table("Decisions, the newest first", ("as of", "decision", "by", "why"), body)


def _short(value: float | None) -> str:
    """Return a number of any size without digits that say nothing."""
    return number(value, digits=0 if value is not None and value == round(value) else 3)


PARTS: Final = (
    Part(frozenset({"rpt_approvals"}), approvals),
    Part(
        frozenset(
            {
                "dim_champions",
                "fct_promotion_gates",
                "fct_promotion_decisions",
                "fct_retraining_decisions",
            }
        ),
        gates,
    ),
)
