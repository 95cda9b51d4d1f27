"""The house rules on what is written down: each takes dbt's manifest, returns the offences."""

import re
from pathlib import PurePosixPath
from typing import Any

from tests.project.conventions import EMAIL_DOMAIN, Manifest, Node, Offence, models, own

PERSONAL_COLUMNS = ("customer_name", "account_owner_email", "user_id")
WORDS_OF_A_CLAIM = 4


def models_are_described(manifest: Manifest) -> list[Offence]:
    """Every model says its grain, and every listed column its meaning and type."""
    offences = []
    for node in models(manifest):
        if not node["description"].strip():
            offences.append(Offence(node["name"], "has no description; say its grain in its YAML"))
        offences += [
            Offence(
                f"{node['name']}.{column['name']}",
                "lacks its description or data_type; give both in the folder's YAML",
            )
            for column in node["columns"].values()
            if not column["description"].strip() or not column["data_type"]
        ]
    return offences


def documents_stand_beside_their_models(manifest: Manifest) -> list[Offence]:
    """A model is described in a file `_<folder>__<what>.yml` of its own folder."""
    offences = []
    for node in models(manifest):
        home = PurePosixPath(node["original_file_path"]).parent
        written_in = PurePosixPath((node["patch_path"] or "").split("://")[-1])
        if written_in.parent != home or not written_in.name.startswith(f"_{home.name}__"):
            expected = f"{home}/_{home.name}__models.yml"
            offences.append(Offence(node["name"], f"is not described in {expected}; move its text"))
    return offences


def sources_are_governed(manifest: Manifest) -> list[Offence]:
    """A source says how fresh it must be, and which of its columns are personal data."""
    offences = []
    for node in own(manifest, "sources"):
        name = f"{node['source_name']}.{node['name']}"
        freshness = node["freshness"] or {}
        if not any(
            (freshness.get(level) or {}).get("count") for level in ("warn_after", "error_after")
        ):
            offences.append(Offence(name, "has no freshness; set warn_after or error_after"))
        offences += [
            Offence(f"{name}.{column}", "is personal data; set `config: {meta: {pii: true}}`")
            for column in PERSONAL_COLUMNS
            if column in node["columns"] and not _meta(node["columns"][column]).get("pii")
        ]
    return offences


def _meta(column: Node) -> dict[str, Any]:
    return {**(column.get("meta") or {}), **((column.get("config") or {}).get("meta") or {})}


def unit_test_names_are_claims(manifest: Manifest) -> list[Offence]:
    """A unit test's name is a sentence that can be false."""
    return [
        Offence(
            node["name"],
            f"is not a claim; say what holds in {WORDS_OF_A_CLAIM} words or more, "
            "such as usage_on_the_as_of_date_is_not_yet_visible",
        )
        for node in own(manifest, "unit_tests")
        if len(node["name"].split("_")) < WORDS_OF_A_CLAIM
    ]


def exposures_have_an_owner(manifest: Manifest) -> list[Offence]:
    """Whoever reads our tables outside can be reached when they change."""
    return [
        Offence(
            node["name"], f"has no owner with an email {EMAIL_DOMAIN}; add one in _exposures.yml"
        )
        for node in own(manifest, "exposures")
        if not str(node["owner"].get("email") or "").endswith(EMAIL_DOMAIN)
    ]


def macros_are_documented(manifest: Manifest) -> list[Offence]:
    """Every macro and generic test says what it does, and every argument what it means."""
    offences = []
    for node in own(manifest, "macros"):
        if not node["description"].strip():
            offences.append(
                Offence(node["name"], "has no description; add one in macros/_macros.yml")
            )
        documented = {
            argument["name"]
            for argument in node["arguments"]
            if argument.get("type") and (argument.get("description") or "").strip()
        }
        offences += [
            Offence(f"{node['name']}({name})", "is not typed and described in macros/_macros.yml")
            for name in _argument_names(node)
            if name not in documented
        ]
    return offences


def _argument_names(macro: Node) -> list[str]:
    """Return the arguments of a macro's signature, but for those that dbt passes to every test."""
    signature = re.search(r"{%-?\s*(?:macro|test)\s+\w+\s*\(([^)]*)\)", macro["macro_sql"])
    passed = () if signature is None else signature[1].split(",")
    names = [argument.split("=")[0].strip() for argument in passed]
    return [name for name in names if name.isidentifier() and name not in {"model", "column_name"}]
