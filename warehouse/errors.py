"""Errors that end a run with one sentence: what, which value, what to do."""

from dbt_common.exceptions import DbtRuntimeError


class WarehouseError(DbtRuntimeError):
    """Report a problem with the files around the warehouse, in a sentence that dbt prints."""


class SourceError(WarehouseError):
    """Report raw data that break the source contract as a whole."""


class PublicationError(WarehouseError):
    """Report a publication that was not made; the one before it stays current."""


class ImportingError(WarehouseError):
    """Report another company's data that could not be brought into the source contract."""


class NotNowError(WarehouseError):
    """Report work that may not start now, and may later; nothing was opened or changed."""


def summarize(error: Exception) -> str:
    """Return what an engine says first, on one line: the rest shows its own SQL."""
    return " ".join(str(error).split("\n\n", maxsplit=1)[0].split())
