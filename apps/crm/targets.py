"""Which CRMs there are, made from the environment: no secret is an argument, or is ever printed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final, Protocol, runtime_checkable

from apps.crm.csv_file import CsvTarget
from apps.crm.errors import CrmError
from apps.crm.outbox import FOLDER
from apps.crm.salesforce import SalesforceTarget, read_login
from apps.crm.tasks import Change, Fields, Outcome, ReadTask, Task
from apps.crm.webhook import WebhookTarget
from apps.posting import is_http
from apps.settings import Environment, setting

DOCUMENT: Final = "docs/crm.md"


class Target(Protocol):
    """A CRM that takes tasks; `name` is what they stand under in the outbox."""

    @property
    def name(self) -> str:
        """Return the CRM's name, which holds no secret."""

    def fields(self, task: Task) -> Fields:
        """Return a task in the CRM's own fields: what a dry run shows, and what is sent."""

    def batch_size(self, count: int) -> int:
        """Return how many of `count` tasks are sent at once."""

    def deliver(self, changes: Sequence[Change], *, at: datetime) -> list[Outcome]:
        """Create or change tasks by their ids, and return what the CRM said of each.

        Raises:
            DeliveryError: It said nothing of any of them; it may hold them or not.
        """


@runtime_checkable
class Readable(Protocol):
    """A CRM that can be asked what came of the tasks."""

    def read(self, *, at: datetime) -> list[ReadTask]:
        """Return all tasks that Mainstay made, as the CRM holds them.

        Raises:
            DeliveryError: It did not answer.
        """


@dataclass(frozen=True)
class Kind:
    """A kind of CRM: the settings of which any switches it on, and how it is made."""

    settings: tuple[str, ...]
    make: Callable[[Environment, Path], Target]


def configured(environment: Environment, *, folder: Path, only: str | None) -> Target:
    """Return the CRM of the kind `only`, or the one that the environment names.

    Raises:
        CrmError: It names none or several, or a setting makes no CRM.
        SettingError: A setting is missing.
    """
    if only:
        return KINDS[only].make(environment, folder)
    named = [name for name, kind in KINDS.items() if any(map(environment.get, kind.settings))]
    if not named:
        settings = ", ".join(kind.settings[0] for kind in KINDS.values())
        raise CrmError(f"No CRM is named: set one of {settings} ({DOCUMENT}), or say `--to csv`.")
    if len(named) > 1:
        raise CrmError(f"The environment names {' and '.join(named)}: say which by `--to`.")
    return KINDS[named[0]].make(environment, folder)


def _salesforce(environment: Environment, _: Path) -> Target:
    return SalesforceTarget(read_login(environment))


def _webhook(environment: Environment, _: Path) -> Target:
    url = setting(environment, "CRM_WEBHOOK_URL", document=DOCUMENT)
    if not is_http(url):
        raise CrmError("CRM_WEBHOOK_URL is no https:// address: copy it from the CRM.")
    return WebhookTarget(url, token=environment.get("CRM_WEBHOOK_TOKEN", "").strip())


def _csv(environment: Environment, folder: Path) -> Target:
    path = environment.get("CRM_CSV_FILE")
    return CsvTarget(Path(path) if path else folder / FOLDER / "tasks.csv")


KINDS: Final[dict[str, Kind]] = {
    "salesforce": Kind(("SALESFORCE_INSTANCE_URL", "SALESFORCE_CLIENT_ID"), _salesforce),
    "webhook": Kind(("CRM_WEBHOOK_URL",), _webhook),
    "csv": Kind(("CRM_CSV_FILE",), _csv),
}
