"""Leaks that SQL can have: a feature, a label or the population knows what came later."""

from typing import Final

from tests.project.leaks.leak import TIME_TRAVEL, Leak, data_test, unit_test

_MIDNIGHT = unit_test("what_happens_at_midnight_of_the_as_of_date_is_not_yet_known")

LEAKS: Final = (
    Leak(
        name="boundary",
        file="macros/known_by.sql",
        old="({{ happened_at }} < {{ as_of_date }} and",
        new="({{ happened_at }} <= {{ as_of_date }} and",
        guard=_MIDNIGHT,
        says="begins_now",
    ),
    Leak(
        name="late arrival",
        file="macros/known_by.sql",
        old=" and {{ recorded_at }} < {{ as_of_date }})",
        new=")",
        guard=unit_test("bins_of_a_mid_week_date_end_on_its_weekday"),
        says="event_count",
    ),
    Leak(
        name="late arrival in the weekly bins",
        file="models/intermediate/int_usage_weekly.sql",
        old="{{ week_ends_on('known_at') }} as visible_on",
        new="bin_ends_on as visible_on",
        guard=unit_test("a_late_event_has_a_bin_of_its_own_until_it_is_visible"),
        says="visible_on",
    ),
    Leak(
        name="current plan joined to the past",
        file="models/features/feat_customer_contract.sql",
        old="""    left join in_service
        on customers.customer_id = in_service.customer_id
        and customers.as_of_date = in_service.as_of_date
""",
        new="""    left join (
        from in_service
        qualify as_of_date = max(as_of_date) over (partition by customer_id)
    ) as in_service
        on customers.customer_id = in_service.customer_id
""",
        guard=TIME_TRAVEL,
        says="'mrr_usd'",
    ),
    Leak(
        name="current attributes of the customer",
        file="macros/judging.sql",
        old="['recorded_at', 'fingerprint',",
        new="['recorded_at desc', 'fingerprint',",
        guard=unit_test("a_copy_of_a_customer_is_dropped_and_other_values_are_quarantined"),
        says="deduplicated",
    ),
    Leak(
        name="global normaliser",
        file="models/features/feat_customer_usage.sql",
        old="percent_rank() over (partition by as_of_date order by event_count_28d)",
        new="percent_rank() over (order by event_count_28d)",
        guard=unit_test("a_percentile_is_among_the_customers_of_its_own_date"),
        says="event_percentile_28d",
    ),
    Leak(
        name="vocabulary of the future",
        file="models/intermediate/int_event_names.sql",
        old="order by first_known_at, event_name",
        new="order by event_name",
        guard=unit_test("a_new_event_name_leaves_older_numbers_alone"),
        says="event_name_number",
    ),
    Leak(
        name="resolved_at of the future",
        file="models/intermediate/int_tickets_windowed.sql",
        old="{{ as_known('tickets.resolved_at', 'dates_due.as_of_date') }} as resolved_at",
        new="tickets.resolved_at",
        guard=unit_test("a_ticket_that_is_resolved_later_is_still_open_on_the_date"),
        says="open_ticket_count",
    ),
    Leak(
        name="paid_at of the future",
        file="models/intermediate/int_invoices_windowed.sql",
        old="{{ as_known('invoices.paid_at', 'dates_due.as_of_date') }} as paid_at",
        new="invoices.paid_at",
        guard=unit_test("an_invoice_that_is_paid_later_is_still_open_on_the_date"),
        says="overdue_invoice_count",
    ),
    Leak(
        name="renewal moved to the end of service",
        file="models/intermediate/int_customers_in_service.sql",
        old="min(next_renewal_on) as next_renewal_on",
        new="min(coalesce(cast(ended_at as date), next_renewal_on)) as next_renewal_on",
        guard=TIME_TRAVEL,
        says="'days_until_renewal'",
    ),
    Leak(
        name="comparison with a row recorded later",
        file="models/intermediate/int_subscriptions_changed.sql",
        old="order by greatest(started_at, recorded_at), started_at, subscription_id",
        new="order by started_at, subscription_id",
        guard=unit_test("a_row_recorded_late_changes_no_earlier_comparison"),
        says="seat_change",
    ),
    Leak(
        name="centred window",
        file="models/intermediate/int_usage_windowed_weekly.sql",
        old="weeks_4 as (partition by customer_id order by bin_ends_on rows 3 preceding)",
        new="""weeks_4 as (
            partition by customer_id order by bin_ends_on
            rows between 2 preceding and 1 following
        )""",
        guard=unit_test("windows_are_whole_weeks_and_thirty_days_add_two"),
        says="event_count_28d",
    ),
    Leak(
        name="anchor on the last event",
        file="models/intermediate/int_usage_counted.sql",
        old="customers.as_of_date - windowed.last_event_on as days_since_last_event",
        new="""max(windowed.last_event_on) over (partition by customers.customer_id)
        - windowed.last_event_on as days_since_last_event""",
        guard=unit_test("no_use_is_zero_and_days_since_it_are_unknown"),
        says="days_since_last_event",
    ),
    Leak(
        name="population by future activity",
        file="models/intermediate/int_customers_active.sql",
        old="on bounded.known_on < as_of_dates.as_of_date",
        new="on bounded.known_on < as_of_dates.as_of_date + 30",
        guard=unit_test("a_late_activity_counts_only_once_it_is_known"),
        says="last_active_on",
    ),
    Leak(
        name="population of survivors",
        file="models/intermediate/int_customers_in_service.sql",
        old="and {{ as_known('subscriptions.ended_at', 'dates.as_of_date') }} is null",
        new="and coalesce(subscriptions.ended_at > dates.as_of_date + 30, true)",
        guard=_MIDNIGHT,
        says="served",
    ),
    Leak(
        name="population with those who have decided",
        file="models/intermediate/int_customers_spined.sql",
        old="when notice_given_at is not null then 'notice_given'",
        new="when false then 'notice_given'",
        guard=unit_test("who_has_given_notice_or_just_come_is_not_eligible"),
        says="notice_given",
    ),
    Leak(
        name="spell that a later record makes longer",
        file="models/intermediate/int_service_spells.sql",
        old="coalesce(known_at > waits_until, true) as begins_spell",
        new="coalesce(started_at > waits_until, true) as begins_spell",
        guard=unit_test("a_gap_beyond_grace_or_a_late_record_begins_a_new_spell"),
        says="recorded_late",
    ),
    Leak(
        name="label matured too early",
        file="models/features/feat_churn_labels.sql",
        old="outcomes.matures_on_date <= newest.newest_as_of_date as is_matured",
        new="outcomes.matures_on_date - 30 <= newest.newest_as_of_date as is_matured",
        guard=unit_test("a_label_is_unknown_until_it_matures"),
        says="too_early",
    ),
    Leak(
        name="not churned so far",
        file="models/features/feat_churn_labels.sql",
        old="newest.newest_as_of_date and not outcomes.is_excluded",
        new="newest.newest_as_of_date + 30 and not outcomes.is_excluded",
        guard=data_test("assert_labels_are_unknown_until_matured", rebuilds="feat_churn_labels"),
        says="Got ",
    ),
    Leak(
        name="label column as a feature",
        file="seeds/feature_catalog.csv",
        old="event_count_7d,usage,",
        new="is_churned,contract,customer_success,flag,up,unknown,{value},{value},false,\n"
        "event_count_7d,usage,",
        guard=data_test("assert_the_catalogue_and_the_columns_agree", rebuilds="feature_catalog"),
        says="Got 1 result",
    ),
    Leak(
        name="the same customer and date twice",
        file="models/features/feat_training_rows.sql",
        old="""        on customers.customer_id = labels.customer_id
        and customers.as_of_date = labels.as_of_date
""",
        new="        on customers.customer_id = labels.customer_id\n",
        guard=unit_test("only_eligible_rows_of_mondays_with_an_outcome_are_learned_from"),
        says="is_churned",
    ),
)
