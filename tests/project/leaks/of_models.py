"""Leaks of training, judging and scoring: a model learns from, or speaks of, what came later."""

from typing import Final

from tests.project.leaks.leak import Guard, Leak, python_test, unit_test

_PARTS = python_test(
    "tests/ml/test_split.py::test_outcomes_of_a_part_are_known_before_the_next_begins"
)
_ARTIFACTS = python_test(
    "tests/ml/test_holdout.py::test_no_artifact_depends_on_what_came_after_validation"
)
_CHOICES = python_test(
    "tests/ml/test_holdout.py::test_what_a_rung_is_chosen_by_comes_from_validation[xgboost]"
)

LEAKS: Final = (
    Leak(
        name="split at random",
        file="ml/split.py",
        old="    return split\n",
        new="""    mixed = np.random.default_rng(1).permutation(len(panel))
    panel = type(panel)(
        **{
            name: values if name in ("names", "segments") else values[mixed]
            for name, values in vars(panel).items()
        }
    )
    return Split(
        train=panel.part(0, train_stop),
        validation=panel.part(train_stop, validation_stop),
        known=panel.part(0, validation_stop),
        holdout=panel.part(validation_stop, len(panel)),
    )
""",
        guard=_PARTS,
        says="matures.max() <= split.",
    ),
    Leak(
        name="no gap between the parts",
        file="ml/split.py",
        old="unknown = np.flatnonzero(ends > by)",
        new="unknown = np.flatnonzero(panel.dates >= by)",
        guard=_PARTS,
        says="matures.max() <= split.",
    ),
    Leak(
        name="refit on the holdout",
        file="ml/split.py",
        old="known=panel.part(train_start, validation_stop)",
        new="known=panel.part(train_start, len(panel))",
        guard=_PARTS,
        says="matures.max() <= split.",
    ),
    Leak(
        name="calibration on the holdout",
        file="ml/rungs.py",
        old="calibration = calibrate(margin, split.validation.labels)",
        new="calibration = calibrate("
        "fitted.margin(split.holdout.inputs(columns)), split.holdout.labels)",
        guard=_ARTIFACTS,
        says="Series are different",
    ),
    Leak(
        name="tuning on the holdout",
        file="ml/rungs.py",
        old="validation=(x, split.validation.labels),",
        new="validation=(split.holdout.inputs(columns), split.holdout.labels),",
        guard=_ARTIFACTS,
        says="Series are different",
    ),
    Leak(
        name="choice on the holdout",
        file="ml/training.py",
        old="validation={name: rung.validation for name, rung in rungs.items()}",
        new="validation={name: rung.holdout for name, rung in rungs.items()}",
        guard=_CHOICES,
        says="assert chosen_by(in_another_future",
    ),
    Leak(
        name="features chosen over the whole set",
        file="ml/ladder.py",
        old="dropped = _uninformative(split.train)",
        new="dropped = _uninformative(panel)",
        guard=_ARTIFACTS,
        says="Series are different",
    ),
    Leak(
        name="target encoding over the whole set",
        file="ml/panel.py",
        old="features=feature_matrix(rows, columns=names)",
        new="features=feature_matrix(rows.assign(**{"
        'names[0]: rows.groupby("industry")["is_churned"].transform("mean")}), columns=names)',
        guard=_ARTIFACTS,
        says="Series are different",
    ),
    Leak(
        name="ranks over the whole set",
        file="ml/panel.py",
        old="features=feature_matrix(rows, columns=names)",
        new="features=feature_matrix(rows[list(names)].rank(pct=True), columns=names)",
        guard=_ARTIFACTS,
        says="Series are different",
    ),
    Leak(
        name="rows drawn as if they were independent",
        file="ml/rungs.py",
        old="holdout=draw_customers(split.holdout.customers, seed=seed)",
        new="holdout=draw_customers("
        "split.holdout.customers + split.holdout.dates.astype(str).astype(object), seed=seed)",
        guard=python_test(
            "tests/ml/test_rungs.py::test_the_rows_of_a_customer_are_drawn_together[holdout]"
        ),
        says="nunique().max() == 1",
    ),
    Leak(
        name="outcomes learned before they were known",
        file="models/ml/ml_model_versions.py",
        old=" and matures_on_date <= '{trained_as_of}'\"",
        new='"',
        guard=Guard("gate of the training", "LeakageError"),
        says="have an outcome that was not known on",
    ),
    Leak(
        name="dates scored by a later model",
        file="models/ml/ml_dates_due.sql",
        old="on as_of_dates.as_of_date >= versions.trained_as_of_date",
        new="on as_of_dates.as_of_date >= versions.trained_as_of_date - 7",
        guard=unit_test("a_date_is_scored_by_the_newest_training_known_then"),
        says="trained_as_of_date",
    ),
    Leak(
        name="scores judged before their outcome",
        file="models/ml/ml_matured_scores.sql",
        old="    where labels.is_churned is not null\n",
        new="",
        guard=unit_test("a_score_is_judged_once_and_not_before_its_outcome_is_known"),
        says="unknown",
    ),
    Leak(
        name="peers of a later training",
        file="models/ml/ml_retained_peers.sql",
        old="on versions.trained_as_of_date = importances.trained_as_of_date",
        new="on versions.trained_as_of_date <= importances.trained_as_of_date",
        guard=unit_test("retained_peers_are_those_of_the_own_training"),
        says="retained_median",
    ),
)
