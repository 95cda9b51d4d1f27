"""Take one rung of the ladder through its life: fit, calibrate, refit, judge."""

from dataclasses import dataclass

from ml.artifact import Model
from ml.bootstrap import Replicates, draw_customers
from ml.calibration import calibrate
from ml.estimators import ESTIMATORS
from ml.metrics import Measurement, measure
from ml.numerics import Floats
from ml.split import Split


@dataclass(frozen=True)
class Draws:
    """Replicates of the customers of validation and of holdout, shared by all rungs."""

    validation: Replicates
    holdout: Replicates


@dataclass(frozen=True)
class Judged:
    """A rung ready to be recorded: the refitted model and how it did before and after."""

    model: Model
    validation: Measurement
    holdout: Measurement
    validation_probability: Floats
    holdout_probability: Floats


def draw(split: Split, *, seed: int) -> Draws:
    """Draw the customers of validation and of holdout."""
    return Draws(
        validation=draw_customers(split.validation.customers, seed=seed),
        holdout=draw_customers(split.holdout.customers, seed=seed),
    )


@dataclass(frozen=True)
class Fitted:
    """A rung as it is recorded, and what the fit before it said of validation."""

    model: Model
    validation_probability: Floats


def fit_rung(algorithm: str, *, split: Split, seed: int) -> Fitted:
    """Fit a rung on training, choose and calibrate it on validation, and refit it on both.

    Nothing else goes into the recorded model, so that the same rows and seed give it again.
    The refitted model keeps the calibration of the one before it: on simulated panels its slope
    then stays within 3% of 1 on average, and its mean follows a drifting base rate more closely
    than after centring it anew on validation.
    """
    rung = ESTIMATORS[algorithm]
    columns = rung.inputs(split.train.names)
    x = split.validation.inputs(columns)
    fitted = rung.fit(
        split.train.inputs(columns),
        split.train.labels,
        columns=columns,
        validation=(x, split.validation.labels),
        seed=seed,
    )
    margin = fitted.margin(x)
    calibration = calibrate(margin, split.validation.labels)
    refitted = fitted.refit(split.known.inputs(columns), split.known.labels)
    return Fitted(
        model=Model(algorithm=algorithm, estimator=refitted, calibration=calibration),
        validation_probability=calibration.apply(margin),
    )


def judge_rung(
    algorithm: str, *, split: Split, draws: Draws, capacity_share: float, seed: int
) -> Judged:
    """Fit a rung, and measure it on validation before its refit and on the holdout after it."""
    fitted = fit_rung(algorithm, split=split, seed=seed)
    model = fitted.model
    margin = model.estimator.margin(split.holdout.inputs(model.estimator.columns))
    unseen = model.calibration.apply(margin)
    return Judged(
        model=model,
        validation=measure(
            fitted.validation_probability,
            split.validation.labels,
            replicates=draws.validation,
            capacity_share=capacity_share,
        ),
        holdout=measure(
            unseen, split.holdout.labels, replicates=draws.holdout, capacity_share=capacity_share
        ),
        validation_probability=fitted.validation_probability,
        holdout_probability=unseen,
    )
