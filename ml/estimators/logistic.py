"""Logistic regression on tamed features, explained in closed form."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray

from ml.numerics import Floats, sigmoid, thinned
from ml.params import LOGISTIC_CLIP, LOGISTIC_ROW_LIMIT, LOGISTIC_STRENGTHS

_BLOCK_ROWS: Final = 65_536
_SMALLEST_LOSS_PROBABILITY: Final = 1e-12
_VECTORS: Final = (
    "centre",
    "scale",
    "coefficients",
    "missing_coefficients",
    "offsets",
)


@dataclass(frozen=True)
class Logistic:
    """A linear score of standardised features.

    Each feature is drawn in by a signed logarithm (counts and money are skewed: on a real base of
    subscriptions this alone takes average precision from 0.07 to 0.12), standardised by its own
    mean and deviation, clipped, and set to 0 where null; a null has a coefficient of its own.
    Both terms of a feature make up its contribution, counted from the training mean.
    """

    columns: tuple[str, ...]
    centre: Floats
    scale: Floats
    coefficients: Floats
    missing_coefficients: Floats
    offsets: Floats
    base_margin: float
    strength: float

    @classmethod
    def inputs(cls, names: Sequence[str]) -> tuple[str, ...]:
        """Return every feature."""
        return tuple(names)

    @classmethod
    def fit(
        cls,
        x: NDArray[np.float32],
        labels: NDArray[np.float64],
        *,
        columns: Sequence[str],
        validation: tuple[NDArray[np.float32], NDArray[np.float64]],
        seed: int,  # noqa: ARG003 - of the protocol; nothing here is drawn
    ) -> Self:
        """Learn one model per strength and keep the one with the lowest validation log loss."""
        zeros = np.zeros(len(columns))
        blank = cls(
            columns=tuple(columns),
            centre=zeros,
            scale=zeros,
            coefficients=zeros,
            missing_coefficients=zeros,
            offsets=zeros,
            base_margin=0.0,
            strength=0.0,
        )
        scaled, design, kept_labels = blank._prepared(x, labels)
        tried = [
            scaled._solved(design, kept_labels, strength=strength)
            for strength in LOGISTIC_STRENGTHS
        ]
        losses = [_log_loss(sigmoid(model.margin(validation[0])), validation[1]) for model in tried]
        return tried[int(np.argmin(losses))]

    def refit(self, x: NDArray[np.float32], labels: NDArray[np.float64]) -> Self:
        """Learn from other rows at the same strength."""
        scaled, design, kept_labels = self._prepared(x, labels)
        return scaled._solved(design, kept_labels, strength=self.strength)

    def _prepared(
        self, x: NDArray[np.float32], labels: NDArray[np.float64]
    ) -> tuple[Self, Floats, Floats]:
        """Return the model with scales learnt from `x`, and the rows and labels to solve for."""
        kept = thinned(len(x), limit=LOGISTIC_ROW_LIMIT)
        drawn_in = _draw_in(x[kept])
        centre, scale = _centre_and_scale(drawn_in)
        scaled = replace(self, centre=centre, scale=scale)
        return scaled, np.hstack(scaled._terms(drawn_in)), labels[kept]

    def _solved(self, design: Floats, labels: Floats, *, strength: float) -> Self:
        """Return the model with the weights that fit `labels` at `strength`."""
        weights, intercept = _solve(design, labels, strength=strength)
        count = len(self.columns)
        means = design.mean(axis=0) * weights
        return replace(
            self,
            coefficients=weights[:count],
            missing_coefficients=weights[count:],
            offsets=means[:count] + means[count:],
            base_margin=float(intercept + means.sum()),
            strength=strength,
        )

    @property
    def parameters(self) -> dict[str, Any]:
        """Return the strength that was chosen."""
        return {"strength": self.strength, "clip": LOGISTIC_CLIP, "row_limit": LOGISTIC_ROW_LIMIT}

    def margin(self, x: NDArray[np.float32]) -> NDArray[np.float64]:
        """Return the log-odds of every row; a row's own are the same in any company."""
        blocks = [
            self.contributions(x[start : start + _BLOCK_ROWS]).sum(axis=1)
            for start in range(0, len(x), _BLOCK_ROWS)
        ]
        return self.base_margin + np.concatenate([np.zeros(0), *blocks])

    def contributions(self, x: NDArray[np.float32]) -> NDArray[np.float64]:
        """Return coefficient times distance from the training mean, for every feature."""
        values, is_missing = self._terms(_draw_in(x))
        return values * self.coefficients + is_missing * self.missing_coefficients - self.offsets

    def _terms(self, drawn_in: Floats) -> tuple[Floats, Floats]:
        """Return standardised values and flags of nulls."""
        values = np.clip((drawn_in - self.centre) / self.scale, -LOGISTIC_CLIP, LOGISTIC_CLIP)
        is_missing = np.isnan(values)
        values[is_missing] = 0.0
        return values, is_missing.astype(np.float64)

    def to_json(self) -> dict[str, Any]:
        """Return coefficients and scales as lists."""
        vectors = {name: getattr(self, name).tolist() for name in _VECTORS}
        return {
            **vectors,
            "columns": list(self.columns),
            "base_margin": self.base_margin,
            "strength": self.strength,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Return the model that `to_json` described."""
        return cls(
            columns=tuple(data["columns"]),
            base_margin=float(data["base_margin"]),
            strength=float(data["strength"]),
            **{name: np.array(data[name], dtype=np.float64) for name in _VECTORS},
        )


def _draw_in(x: NDArray[np.float32]) -> Floats:
    """Return the signed logarithm of one plus the size, which keeps order and sign."""
    wide = x.astype(np.float64)
    return np.sign(wide) * np.log1p(np.abs(wide))


def _centre_and_scale(drawn_in: Floats) -> tuple[Floats, Floats]:
    """Return the mean and the deviation of every column over its known values.

    A column that is null throughout gets 0 and 1, and so weight 0.
    """
    known = ~np.isnan(drawn_in)
    counts = np.maximum(known.sum(axis=0), 1)
    centre = drawn_in.sum(axis=0, where=known) / counts
    spread = np.sqrt(((drawn_in - centre) ** 2).sum(axis=0, where=known) / counts)
    return centre, np.where(spread > 0.0, spread, 1.0)


def _solve(design: Floats, labels: Floats, *, strength: float) -> tuple[Floats, float]:
    """Return the weights and the intercept of the penalised regression.

    A column without spread, such as the null flag of a feature that is never null, gets 0.
    One thread, since the order of additions over threads shows in the last bits.
    """
    # Imported on use: it costs a second or more, and most builds train nothing.
    from sklearn.linear_model import LogisticRegression
    from threadpoolctl import threadpool_limits

    weights = np.zeros(design.shape[1])
    varies = np.ptp(design, axis=0) > 0.0
    with threadpool_limits(limits=1):
        model = LogisticRegression(C=strength, solver="newton-cholesky", max_iter=100)
        model.fit(design[:, varies], labels)
    weights[varies] = model.coef_[0]
    return weights, float(model.intercept_[0])


def _log_loss(probability: Floats, labels: Floats) -> float:
    """Return the mean log loss."""
    inside = np.clip(probability, _SMALLEST_LOSS_PROBABILITY, 1.0 - _SMALLEST_LOSS_PROBABILITY)
    return float(-np.where(labels > 0.0, np.log(inside), np.log1p(-inside)).mean())
