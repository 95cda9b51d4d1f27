"""The ground floor: every customer gets the base rate."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from ml.numerics import logit


@dataclass(frozen=True)
class NoSkill:
    """Give every customer the log-odds of the share that churned."""

    base_margin: float

    @classmethod
    def inputs(cls, names: Sequence[str]) -> tuple[str, ...]:  # noqa: ARG003 - of the protocol
        """Return no columns."""
        return ()

    @classmethod
    def fit(
        cls,
        x: NDArray[np.float32],
        labels: NDArray[np.float64],
        *,
        columns: Sequence[str],  # noqa: ARG003 - of the protocol
        validation: tuple[NDArray[np.float32], NDArray[np.float64]],  # noqa: ARG003 - as above
        seed: int,  # noqa: ARG003 - as above
    ) -> Self:
        """Learn the base rate."""
        return cls(base_margin=0.0).refit(x, labels)

    def refit(self, x: NDArray[np.float32], labels: NDArray[np.float64]) -> Self:  # noqa: ARG002
        """Learn the base rate of other rows."""
        return type(self)(base_margin=float(logit(np.array([labels.mean()]))[0]))

    @property
    def columns(self) -> tuple[str, ...]:
        """Return no columns."""
        return ()

    @property
    def parameters(self) -> dict[str, Any]:
        """Return nothing: there is nothing to choose."""
        return {}

    def margin(self, x: NDArray[np.float32]) -> NDArray[np.float64]:
        """Return the same log-odds for every row."""
        return np.full(len(x), self.base_margin)

    def contributions(self, x: NDArray[np.float32]) -> NDArray[np.float64]:
        """Return a matrix without columns."""
        return np.zeros((len(x), 0))

    def to_json(self) -> dict[str, Any]:
        """Return the base rate's log-odds."""
        return {"base_margin": self.base_margin}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Return the model that `to_json` described."""
        return cls(base_margin=float(data["base_margin"]))
