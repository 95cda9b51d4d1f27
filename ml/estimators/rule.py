"""The rule: points that people agreed on, added up in SQL."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from ml.params import POINTS_PER_RAW_SCORE


@dataclass(frozen=True)
class Rule:
    """Read the points of the rule as log-odds above a customer with none.

    The scale is arbitrary and the calibration corrects it.
    """

    points_per_raw_score: float

    @classmethod
    def inputs(cls, names: Sequence[str]) -> tuple[str, ...]:  # noqa: ARG003 - of the protocol
        """Return the column of points."""
        return ("rule_score",)

    @classmethod
    def fit(
        cls,
        x: NDArray[np.float32],  # noqa: ARG003 - of the protocol
        labels: NDArray[np.float64],  # noqa: ARG003 - as above
        *,
        columns: Sequence[str],  # noqa: ARG003 - as above
        validation: tuple[NDArray[np.float32], NDArray[np.float64]],  # noqa: ARG003 - as above
        seed: int,  # noqa: ARG003 - as above
    ) -> Self:
        """Learn nothing: the points are set by people."""
        return cls(points_per_raw_score=POINTS_PER_RAW_SCORE)

    def refit(self, x: NDArray[np.float32], labels: NDArray[np.float64]) -> Self:  # noqa: ARG002
        """Return the same rule."""
        return self

    @property
    def columns(self) -> tuple[str, ...]:
        """Return the column of points."""
        return ("rule_score",)

    @property
    def base_margin(self) -> float:
        """Return the raw score of a customer without points."""
        return 0.0

    @property
    def parameters(self) -> dict[str, Any]:
        """Return the scale of the points."""
        return {"points_per_raw_score": self.points_per_raw_score}

    def margin(self, x: NDArray[np.float32]) -> NDArray[np.float64]:
        """Return the points of every row on the scale of raw scores."""
        return x[:, 0].astype(np.float64) / self.points_per_raw_score

    def contributions(self, x: NDArray[np.float32]) -> NDArray[np.float64]:
        """Return the points as the one contribution; SQL knows what they are for."""
        return self.margin(x)[:, None]

    def to_json(self) -> dict[str, Any]:
        """Return the scale of the points."""
        return {"points_per_raw_score": self.points_per_raw_score}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Return the rule that `to_json` described."""
        return cls(points_per_raw_score=float(data["points_per_raw_score"]))
