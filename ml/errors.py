"""Errors of the machine-learning step: one sentence that says what, which value, what to do."""


class ModelError(Exception):
    """Be the base of every error that `ml` raises on purpose."""


class FrameError(ModelError):
    """Say that a table handed to `ml` does not have the shape it must have."""


class TrainingError(ModelError):
    """Say that the rows cannot give an honest model."""


class TooLittleHistoryError(TrainingError):
    """Say that the rows are too few or too uniform: a champion of before stays."""


class LeakageError(TrainingError):
    """Say that a row carries an outcome that was not yet known on the training date."""


class ArtifactError(ModelError):
    """Say that a stored model is not the one that was trained."""
