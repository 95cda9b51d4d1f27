"""How each kind of leakage is kept out, and which test fails when it is not.

The kinds follow the model info sheet of Kapoor and Narayanan (Patterns 4, 2023): no clean
separation of training and judging, features that are not legitimate, and judging unlike use.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Leak:
    """A way for knowledge of the outcome to reach the model, and what stands in it."""

    kind: str
    prevented_by: str
    tests: tuple[str, ...]


SEPARATION: Final = (
    Leak(
        "Rows split at random",
        "Training, validation and holdout are spans of time with a gap between them; a row belongs "
        "to a part only if its outcome was known when the next part began.",
        (
            "test_outcomes_of_a_part_are_known_before_the_next_begins",
            "test_outcomes_by_lot_are_learned_where_rows_were_split_at_random",
        ),
    ),
    Leak(
        "Fitted, calibrated or chosen on the holdout",
        "The model learns from training and validation and is calibrated and compared on "
        "validation; changing every outcome of the holdout leaves it as it is.",
        ("test_the_holdout_plays_no_part_in_the_model",),
    ),
    Leak(
        "Scales and encodings over all rows",
        "Means, deviations and bins are learned inside the model from its own rows; no feature of "
        "a past date changes when later data arrive, and no category is encoded by outcomes.",
        ("test_a_past_monday_is_what_it_was", "test_a_past_thursday_is_what_it_was"),
    ),
    Leak(
        "Features selected with a view on the holdout",
        "Features come from the catalogue; only those that are constant or empty in the training "
        "window are dropped.",
        ("test_constant_and_empty_features_are_dropped_and_listed",),
    ),
    Leak(
        "The same row on both sides",
        "One row per customer and date, or the training refuses; repeated and copied source rows "
        "are dropped or quarantined before features are made.",
        ("test_rows_out_of_order_are_refused", "of_repeated_events_the_first_recorded_is_loaded"),
    ),
)
LEGITIMACY: Final = (
    Leak(
        "The outcome, or a copy of it, as a feature",
        "Only features of the catalogue are used; a gate keeps a model from promotion, and an "
        "alert opens every week, where one of them alone tells the outcome.",
        (
            "test_a_feature_that_gives_the_answer_away_is_found",
            "assert_the_catalogue_and_the_columns_agree",
            "a_feature_alone_is_judged_on_the_newest_known_cohort",
        ),
    ),
    Leak(
        "Customers who have already decided",
        "Who has given notice is neither learned from nor scored.",
        ("who_has_given_notice_or_just_come_is_not_eligible",),
    ),
    Leak(
        "Outcomes that were not known",
        "A label is unknown until its horizon and the days of grace are over; one that is not yet "
        "known on the training date stops the training.",
        (
            "a_label_is_unknown_until_it_matures",
            "test_an_outcome_that_was_not_yet_known_is_refused",
        ),
    ),
    Leak(
        "Something else that carries the outcome",
        "With outcomes shuffled among the rows nothing is learned, or a gate shuts.",
        ("test_shuffled_outcomes_cannot_be_learned",),
    ),
)
LIKENESS: Final = (
    Leak(
        "What happens on the morning itself",
        "A fact counts only if it happened and was recorded strictly before the as-of date.",
        ("what_happens_at_midnight_of_the_as_of_date_is_not_yet_known",),
    ),
    Leak(
        "Facts that arrived late",
        "They count from the date on which they were recorded.",
        ("a_late_event_has_a_bin_of_its_own_until_it_is_visible",),
    ),
    Leak(
        "Columns that are filled in later",
        "Payment, resolution, notice and end of service are null before their own moment.",
        (
            "a_ticket_that_is_resolved_later_is_still_open_on_the_date",
            "an_invoice_that_is_paid_later_is_still_open_on_the_date",
        ),
    ),
    Leak(
        "A vocabulary that knows the future",
        "A name is numbered when it is first known, so new events leave old numbers alone.",
        ("a_new_event_name_leaves_older_numbers_alone",),
    ),
    Leak(
        "A population chosen by what came after",
        "Who is in service, and old enough, on the date itself; the champion scores exactly those.",
        (
            "only_eligible_rows_of_mondays_with_an_outcome_are_learned_from",
            "assert_the_champion_scores_exactly_the_eligible",
        ),
    ),
    Leak(
        "Rows of one customer counted as many",
        "Every interval and every difference is drawn over customers, not over rows.",
        ("test_rows_of_a_customer_are_drawn_together",),
    ),
)
INFO_SHEET: Final = (
    ("Training and judging are apart", SEPARATION),
    ("Features are legitimate", LEGITIMACY),
    ("Judging is like use", LIKENESS),
)
