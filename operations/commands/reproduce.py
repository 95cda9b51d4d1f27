"""`mainstay reproduce`: train a recorded model version again, and compare it bit for bit."""

import argparse

from apps.failing import UnfinishedError
from apps.progress import report_progress
from operations.reading import add_warehouse, open_warehouse
from operations.reproducing import Comparison, find, read_versions, reproduce
from warehouse.code_version import code_version

SAME, OTHER, UNTRIED = "same", "DIFFERENT", "not tried"


def add_to(commands: argparse._SubParsersAction) -> None:  # type: ignore[type-arg]
    """Add the sub-command to `commands`."""
    parser = commands.add_parser(
        "reproduce",
        help="train a recorded model again, and compare",
        description="Train a model version again from the rows it saw; exit 1 if it is another.",
    )
    wanted = parser.add_mutually_exclusive_group(required=True)
    wanted.add_argument("model_version", nargs="?", metavar="MODEL_VERSION", help="which")
    wanted.add_argument("--all", action="store_true", help="every version of the registry")
    add_warehouse(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> str:
    """Return what was compared and the verdict.

    Raises:
        UnfinishedError: with the same text, where a version did not come out the same.
    """
    with open_warehouse(arguments.warehouse) as connection:
        versions = read_versions(connection)
        named = versions if arguments.all else [find(versions, wanted=arguments.model_version)]
        found = list(
            reproduce(
                connection,
                versions=versions,
                wanted={version["model_version"] for version in named},
                progress=report_progress,
            )
        )
    table = _overview(found) if arguments.all else _detail(found[0])
    text = "\n".join([*table, "", _verdict(found)])
    if not all(comparison.is_same for comparison in found):
        raise UnfinishedError(text)
    return text


def _detail(found: Comparison) -> list[str]:
    """Return one line per thing that was compared: recorded, found, whether they are the same."""
    version, remade = found.version, found.remade
    code = code_version()
    head = [
        f"{version['model_version']}, trained as of {version['trained_as_of_date']:%Y-%m-%d} "
        f"by code {version['code_version']}; this code is "
        f"{'the same' if code == version['code_version'] else code}",
        "",
        f"{'':<18}{'recorded':<18}{'made again':<18}",
    ]
    rows = [
        ("data fingerprint", version["data_fingerprint"], remade.data_fingerprint),
        ("artifact hash", version["artifact_hash"], found.artifact_hash),
    ]
    lines = [
        f"{what:<18}{recorded[:12]:<18}{(again or '-')[:12]:<18}{_mark(recorded, again)}"
        for what, recorded, again in rows
    ]
    return [*head, *lines, _score_line(found)]


def _mark(recorded: str, again: str | None) -> str:
    if again is None:
        return UNTRIED
    return SAME if recorded == again else OTHER


def _score_line(found: Comparison) -> str:
    what = "scores" if found.scored_on is None else f"scores {found.scored_on:%Y-%m-%d}"
    same = "-" if found.other_scores is None else f"{found.score_count - found.other_scores:,} same"
    return f"{what:<18}{found.score_count:<18,}{same:<18}{_score_mark(found)}"


def _score_mark(found: Comparison) -> str:
    if found.scored_on is None:
        return "never scored"
    if found.other_scores is None:
        return UNTRIED
    return f"{found.other_scores:,} DIFFERENT" if found.other_scores else SAME


def _overview(found: list[Comparison]) -> list[str]:
    """Return a line per version."""
    head = f"{'':<28}{'data':<11}{'artifact':<11}{'first scored':<14}{'scores':>7}"
    return [head, *(_overview_line(comparison) for comparison in found)]


def _overview_line(found: Comparison) -> str:
    version = found.version
    data = SAME if found.has_same_data else OTHER
    artifact = _mark(version["artifact_hash"], found.artifact_hash)
    scored = "-" if found.scored_on is None else f"{found.scored_on:%Y-%m-%d}"
    return (
        f"{version['model_version']:<28}{data:<11}{artifact:<11}{scored:<14}"
        f"{found.score_count:>7,} {_score_mark(found)}"
    )


def _verdict(found: list[Comparison]) -> str:
    """Return the sentence that ends the answer; changed data come first, as they explain it all."""
    changed = [comparison for comparison in found if not comparison.has_same_data]
    if changed:
        return (
            f"The data have changed since the training of {len(changed)} of {len(found)} versions: "
            "their rows are not the ones that were seen then, so training again proves nothing; "
            "restore the raw data and tables of that day, and look for what rewrote the past."
        )
    different = [comparison for comparison in found if not comparison.is_same]
    if different:
        return (
            f"{len(different)} of {len(found)} versions come out different from the same data: "
            f"check out the code {different[0].version['code_version']} that trained them, with "
            "its uv.lock, and try again there; if that does not help, the record was changed."
        )
    if not found:
        return "The registry has no model version yet: a build trains the first."
    many = f"All {len(found)} versions are" if len(found) > 1 else "The version is"
    return f"{many} the same bit for bit: data, model and scores."
