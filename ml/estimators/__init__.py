"""The rungs of the ladder, from no skill to boosted trees, behind one protocol."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final, Protocol, Self

import numpy as np
from numpy.typing import NDArray

from ml.estimators.boosted import Boosted
from ml.estimators.logistic import Logistic
from ml.estimators.no_skill import NoSkill
from ml.estimators.rule import Rule


class Estimator(Protocol):
    """What every rung can do: learn, give log-odds, explain them, and become JSON.

    Matrices are float32 with one column per entry of `columns` and NaN for null. For every
    row, the contributions add up to the margin less the base margin.
    """

    @classmethod
    def inputs(cls, names: Sequence[str]) -> tuple[str, ...]:
        """Return the columns that this rung reads when the catalogue offers `names`."""
        ...

    @classmethod
    def fit(
        cls,
        x: NDArray[np.float32],
        labels: NDArray[np.float64],
        *,
        columns: Sequence[str],
        validation: tuple[NDArray[np.float32], NDArray[np.float64]],
        seed: int,
    ) -> Self:
        """Learn from `x` and `labels`, choosing the complexity on `validation`."""
        ...

    def refit(self, x: NDArray[np.float32], labels: NDArray[np.float64]) -> Self:
        """Learn again from other rows at the complexity already chosen."""
        ...

    @property
    def columns(self) -> tuple[str, ...]:
        """Return the names of the columns of `x`, in order."""
        ...

    @property
    def base_margin(self) -> float:
        """Return the log-odds from which contributions are counted."""
        ...

    @property
    def parameters(self) -> dict[str, Any]:
        """Return what was set or chosen, for the record."""
        ...

    def margin(self, x: NDArray[np.float32]) -> NDArray[np.float64]:
        """Return the log-odds of churn of every row, not yet calibrated."""
        ...

    def contributions(self, x: NDArray[np.float32]) -> NDArray[np.float64]:
        """Return what every column adds to the log-odds of every row."""
        ...

    def to_json(self) -> dict[str, Any]:
        """Return the fitted model as plain data."""
        ...

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Return the model that `to_json` described."""
        ...


ESTIMATORS: Final[Mapping[str, type[Estimator]]] = MappingProxyType(
    {"no_skill": NoSkill, "rule": Rule, "logistic": Logistic, "xgboost": Boosted}
)
EXPLAINED_BY_FEATURES: Final = frozenset({"logistic", "xgboost"})
