"""The house is in order: each rule holds for this project, and each rule can fail."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.project import conventions, document_rules, file_rules
from tests.project.conventions import Manifest, Offence, models
from warehouse.guard import SCHEMAS

HERE = Path(__file__).parent
RATCHET = file_rules.read_ratchet(HERE / "ratchet.txt")
ALLOWED = file_rules.read_allowed(HERE / "wall_clock.txt")

MANIFEST_RULES = [
    conventions.models_live_in_a_layer,
    conventions.data_flows_one_way,
    conventions.only_staging_reads_sources,
    conventions.marts_read_governed_tables,
    document_rules.models_are_described,
    conventions.contracts_hold_from_features_on,
    conventions.models_have_an_owner,
    conventions.access_is_a_wall,
    document_rules.documents_stand_beside_their_models,
    document_rules.sources_are_governed,
    document_rules.unit_test_names_are_claims,
    document_rules.exposures_have_an_owner,
    document_rules.macros_are_documented,
]
FILE_RULES = [
    file_rules.models_end_by_naming_their_last_step,
    file_rules.files_are_short,
    file_rules.models_are_data_not_code,
]


def assert_kept(offences: list[Offence], *, rule: str) -> None:
    """Fail on every offence that is no old debt, and on every old debt that has been paid."""
    owed = frozenset(offender for name, offender in RATCHET if name == rule)
    new, paid = conventions.settle(offences, owed=owed)
    assert not new, "\n".join([f"{rule} does not hold:", *map(str, new)])
    assert not paid, f"{sorted(paid)} keep {rule} by now: remove their lines from ratchet.txt"


@pytest.mark.parametrize("rule", MANIFEST_RULES, ids=lambda rule: rule.__name__)
def test_every_model_keeps(rule: Callable[[Manifest], list[Offence]], manifest: Manifest) -> None:
    assert_kept(rule(manifest), rule=rule.__name__)


@pytest.mark.parametrize("rule", FILE_RULES, ids=lambda rule: rule.__name__)
def test_every_file_keeps(rule: Callable[[Path], list[Offence]], root: Path) -> None:
    assert_kept(rule(root), rule=rule.__name__)


def test_time_is_an_argument(root: Path) -> None:
    offences = file_rules.time_is_an_argument(root, allowed=ALLOWED)
    assert_kept(offences, rule="time_is_an_argument")


def test_nobody_is_allowed_the_clock_without_using_it(root: Path) -> None:
    users = {offence.offender for offence in file_rules.time_is_an_argument(root)}
    assert users >= ALLOWED, f"{sorted(ALLOWED - users)}: remove the lines from wall_clock.txt"


def test_no_warehouse_may_be_named_like_a_schema(manifest: Manifest) -> None:
    assert {node["schema"] for node in models(manifest)} <= set(SCHEMAS)


def test_seeds_are_described_and_typed(root: Path, manifest: Manifest) -> None:
    offences = file_rules.seeds_are_described_and_typed(root, manifest=manifest)
    assert_kept(offences, rule="seeds_are_described_and_typed")


def test_every_rule_is_asked() -> None:
    asked = {rule.__name__ for rule in [*MANIFEST_RULES, *FILE_RULES]}
    asked |= {"time_is_an_argument", "seeds_are_described_and_typed"}
    written = {
        name
        for module in (conventions, document_rules, file_rules)
        for name, value in vars(module).items()
        if getattr(value, "__annotations__", {}).get("return") == list[Offence]
    }
    assert asked == written


def test_debt_of_the_ratchet_is_of_a_known_rule() -> None:
    known = {rule.__name__ for rule in [*MANIFEST_RULES, *FILE_RULES]}
    known |= {"time_is_an_argument", "seeds_are_described_and_typed"}
    assert {rule for rule, _ in RATCHET} <= known
