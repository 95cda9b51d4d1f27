"""What dbt prints of a Python model that stops is a sentence, unless the mistake is ours."""

import traceback

import pytest

from warehouse.errors import SourceError
from warehouse.sentence import Refusal, in_one_sentence


class DataError(Exception):
    pass


def printed(error: BaseException) -> str:
    """Return what dbt-duckdb prints of an exception."""
    return "".join(traceback.format_exception(error))


@in_one_sentence(DataError, SourceError)
def model(error: Exception | None = None) -> str:
    if error:
        raise error
    return "rows"


def test_a_model_that_ends_well_returns_what_it_made():
    assert model() == "rows"
    assert model.__name__ == "model"


@pytest.mark.parametrize("kind", [DataError, SourceError])
def test_an_expected_error_is_printed_as_its_sentence(kind):
    with pytest.raises(Refusal) as refusal:
        model(kind("There are 3 rows: load more."))
    assert printed(refusal.value) == "Refusal: There are 3 rows: load more.\n"


def test_a_mistake_of_ours_keeps_its_traceback():
    with pytest.raises(KeyError) as mistake:
        model(KeyError("x"))
    assert "Traceback" in printed(mistake.value)
