"""The house rules on who reads and owns what: each takes dbt's manifest, returns the offences."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

Manifest = dict[str, Any]
Node = dict[str, Any]

LAYERS = ("staging", "intermediate", "features", "ml", "scores", "marts", "publish")
CONTRACTED = LAYERS[LAYERS.index("features") :]
ACCESS = {
    "staging": "protected",
    "intermediate": "protected",
    "features": "protected",
    "ml": "private",
    "scores": "public",
    "marts": "public",
    "publish": "public",
}
PREFIXES = {
    "staging/raw": ("stg_raw__",),
    "staging/feedback": ("stg_feedback__",),
    "intermediate": ("int_",),
    "features": ("feat_",),
    "ml": ("ml_",),
    "scores": ("fct_", "dim_"),
    # What a later build reads back is named for what it holds.
    "marts": ("rpt_", "fct_", "dim_", "retraining_requests"),
    "publish": ("sync_", "pub_"),
}
EMAIL_DOMAIN = "@streamflow.example"


@dataclass(frozen=True)
class Offence:
    """One break of one rule: who breaks it, how, and what to do."""

    offender: str
    message: str

    def __str__(self) -> str:
        """Return the line that a person reads."""
        return f"{self.offender}: {self.message}"


def settle(
    offences: list[Offence], *, owed: frozenset[str]
) -> tuple[list[Offence], frozenset[str]]:
    """Return the offences that are no old debt, and the old debts that are paid by now."""
    new = [offence for offence in offences if offence.offender not in owed]
    return new, owed - {offence.offender for offence in offences}


def layer(node: Node) -> str:
    """Return the folder under models/ that a model lives in."""
    return str(node["original_file_path"].split("/")[1])


def folder(node: Node) -> str:
    """Return the path of a model's folder below models/."""
    return "/".join(node["original_file_path"].split("/")[1:-1])


def own(manifest: Manifest, kind: str, *, of_type: str | None = None) -> Iterator[Node]:
    """Yield this project's resources of one kind, those of dbt and its adapters left out."""
    project = manifest["metadata"]["project_name"]
    for node in manifest[kind].values():
        is_asked_for = of_type is None or node["resource_type"] == of_type
        if node["package_name"] == project and is_asked_for:
            yield node


def models(manifest: Manifest) -> Iterator[Node]:
    """Yield this project's models."""
    return own(manifest, "nodes", of_type="model")


def _parents(manifest: Manifest, node: Node, *, of_type: str) -> list[Node]:
    keys = node["depends_on"]["nodes"]
    found = [manifest["nodes"].get(key) or manifest["sources"].get(key) for key in keys]
    return [parent for parent in found if parent and parent["resource_type"] == of_type]


def models_live_in_a_layer(manifest: Manifest) -> list[Offence]:
    """Every model lives in a folder of a layer, and its prefix says which."""
    offences = []
    for node in models(manifest):
        where = folder(node)
        allowed = PREFIXES.get(where) or PREFIXES.get(layer(node), ())
        if not node["name"].startswith(allowed):
            prefixes = " or ".join(allowed) or "nothing"
            remedy = "rename the model or move it to its layer's folder"
            offences.append(
                Offence(node["name"], f"models/{where} takes names from {prefixes}; {remedy}")
            )
    return offences


def data_flows_one_way(manifest: Manifest) -> list[Offence]:
    """A model reads its own layer or an earlier one."""
    return [
        Offence(
            node["name"],
            f"is in {layer(node)} but reads {parent['name']} of the later {layer(parent)}; "
            "move the step down, or read the last run's result through previous_run()",
        )
        for node in models(manifest)
        for parent in _parents(manifest, node, of_type="model")
        if LAYERS.index(layer(parent)) > LAYERS.index(layer(node))
    ]


def only_staging_reads_sources(manifest: Manifest) -> list[Offence]:
    """A source is read in one place, the staging model that cleans it."""
    return [
        Offence(
            node["name"],
            f"reads the source {parent['source_name']}.{parent['name']} from {layer(node)}; "
            "read its staging model instead",
        )
        for node in models(manifest)
        for parent in _parents(manifest, node, of_type="source")
        if layer(node) != "staging"
    ]


def marts_read_governed_tables(manifest: Manifest) -> list[Offence]:
    """Marts and publish read tables that have a contract or a rule, never staging or raw scores."""
    return [
        Offence(
            node["name"],
            f"is in {layer(node)} but reads {parent['name']} of {layer(parent)}; "
            "read the intermediate, features or scores model above it",
        )
        for node in models(manifest)
        for parent in _parents(manifest, node, of_type="model")
        if layer(node) in {"marts", "publish"} and layer(parent) in {"staging", "ml"}
    ]


def contracts_hold_from_features_on(manifest: Manifest) -> list[Offence]:
    """From features outward, columns are listed, and SQL models enforce them as a contract."""
    offences = []
    for node in models(manifest):
        if layer(node) not in CONTRACTED:
            continue
        if not node["columns"]:
            offences.append(
                Offence(node["name"], "lists no columns; list them in the folder's YAML")
            )
        elif node["language"] == "sql" and not node["config"]["contract"]["enforced"]:
            offences.append(
                Offence(node["name"], "enforces no contract; set `contract: {enforced: true}`")
            )
    return offences


def models_have_an_owner(manifest: Manifest) -> list[Offence]:
    """Every model belongs to a group, and every group's owner can be reached."""
    ownerless = [
        Offence(node["name"], "has no group; set `+group` on its folder in dbt_project.yml")
        for node in models(manifest)
        if not node["group"]
    ]
    unreachable = [
        Offence(
            group["name"],
            f"has an owner without an address; give models/_groups.yml an email {EMAIL_DOMAIN}",
        )
        for group in own(manifest, "groups")
        if not str(group["owner"].get("email") or "").endswith(EMAIL_DOMAIN)
    ]
    return ownerless + unreachable


def access_is_a_wall(manifest: Manifest) -> list[Offence]:
    """Outsiders may read scores, marts and publish; nobody but their group may read ml."""
    return [
        Offence(
            node["name"],
            f"is {node['access']}, but {layer(node)} is {ACCESS[layer(node)]}; "
            "set `+access` on its folder in dbt_project.yml",
        )
        for node in models(manifest)
        if layer(node) in ACCESS and node["access"] != ACCESS[layer(node)]
    ]
