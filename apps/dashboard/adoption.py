"""Do people act on the list? What became of the tasks that were made of it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Final

import duckdb

from apps.dashboard.asking import Row, ask
from apps.dashboard.sections import Part, Section, Table, Tile
from apps.dashboard.wording import NOT_KNOWN, count, day, number, percent, plain

ADOPTION: Final = """
    select week_starts_on, team, task_count, due_task_count, worked_in_time_count,
        completed_task_count, reached_task_count, answered_task_count, helpful_task_count,
        dispositions
    from rpt_adoption_weekly
    order by week_starts_on desc, team
"""
COUNTS: Final = (
    *("task_count", "due_task_count", "worked_in_time_count", "completed_task_count"),
    *("reached_task_count", "answered_task_count", "helpful_task_count"),
)
HEADS: Final = ("tasks", "worked in time", "customer reached", "reason called right", "answers")


def adopted(connection: duckdb.DuckDBPyConnection) -> Section | None:
    """Say how many tasks were worked on in time, and whether their reasons were right."""
    rows = ask(connection, ADOPTION)
    if not rows:
        return None
    whole = _sums(rows)
    teams: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        teams[row["team"]].append(row)
    lead = (
        f"{count(whole['task_count'], 'task')} were made from the week of"
        f" {day(rows[-1]['week_starts_on'])} to that of {day(rows[0]['week_starts_on'])}. A task is"
        " judged once its last day is over; the reason is judged by whoever called."
    )
    return Section(
        "adoption",
        "Is it acted on?",
        lead,
        tiles=_tiles(whole),
        tables=(
            Table(
                "By team",
                ("team", *HEADS),
                tuple((plain(team), *_cells(_sums(of))) for team, of in sorted(teams.items())),
                frozenset(range(1, 6)),
            ),
        ),
        folded=(
            Table(
                "Week by week",
                ("week of", "team", *HEADS, "what came of them"),
                tuple(
                    (day(row["week_starts_on"]), plain(row["team"]), *_cells(row))
                    + (plain(row["dispositions"]),)
                    for row in rows
                ),
                frozenset(range(2, 7)),
            ),
        ),
    )


def _sums(rows: Sequence[Row]) -> dict[str, int]:
    return {name: sum(row[name] for row in rows) for name in COUNTS}


def _tiles(whole: Mapping[str, int]) -> tuple[Tile, ...]:
    return (
        Tile(
            "worked in time",
            _share(whole["worked_in_time_count"], of=whole["due_task_count"]),
            f"of {count(whole['due_task_count'], 'task')} that were due",
        ),
        Tile(
            "customer reached",
            _share(whole["reached_task_count"], of=whole["completed_task_count"]),
            f"of {count(whole['completed_task_count'], 'task')} that were done",
        ),
        Tile(
            "reason called right",
            _share(whole["helpful_task_count"], of=whole["answered_task_count"]),
            f"of {count(whole['answered_task_count'], 'answer')}",
        ),
    )


def _cells(row: Mapping[str, int]) -> tuple[str, ...]:
    return (
        number(row["task_count"]),
        _share(row["worked_in_time_count"], of=row["due_task_count"]),
        _share(row["reached_task_count"], of=row["completed_task_count"]),
        _share(row["helpful_task_count"], of=row["answered_task_count"]),
        number(row["answered_task_count"]),
    )


def _share(part: int, *, of: int) -> str:
    return percent(part / of) if of else NOT_KNOWN


PART: Final = Part(frozenset({"rpt_adoption_weekly"}), adopted)
