"""A Python model that stops says so in one sentence, as every other model does."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

Given = ParamSpec("Given")
Made = TypeVar("Made")


class Refusal(Exception):  # noqa: N818 (the name is what a person reads before the sentence)
    """Carry a sentence through dbt-duckdb, which prints an exception with its traceback.

    A traceback helps with a mistake in the code. Where the code says on purpose what is wrong with
    the data, the sentence is all there is to know, so this exception has no traceback to print. Nor
    does it name its module, which Python leaves out for the exceptions of its own.
    """

    __module__ = "builtins"
    __traceback__ = None


def in_one_sentence(
    *expected: type[Exception],
) -> Callable[[Callable[Given, Made]], Callable[Given, Made]]:
    """Return a decorator for a dbt Python model, in which `expected` errors end as a sentence.

    Any other error is a mistake of ours, and keeps its traceback.
    """

    def decorate(model: Callable[Given, Made]) -> Callable[Given, Made]:
        @wraps(model)
        def checked(*arguments: Given.args, **named: Given.kwargs) -> Made:
            try:
                return model(*arguments, **named)
            except expected as error:
                # An error of dbt's family puts its kind above its sentence.
                raise Refusal(getattr(error, "msg", str(error))) from None

        return checked

    return decorate
