{{ config(
    materialized='batched', batched_by='int_usage_events_read',
    rows_per_batch=var('events_per_batch'), grown_by='visible_on'
) }}

-- No week is binned for good while too many of its rows are bad.
-- depends_on: {{ ref('int_source_rows_counted') }}
-- depends_on: {{ ref('int_usage_events_read') }}

with

usage_events as (

    select * from {{ ref('int_usage_events_accepted') }}

),

event_names as (

    select list(event_name order by event_name_number) as known_names

    from {{ ref('int_event_names') }}

),

last_monday as (

    select max(as_of_date) as monday

    from {{ ref('int_as_of_dates') }}

    where is_weekly

),

-- A late row has a bin of its own: it belongs to the week in which it happened, and is visible
-- only from the first Monday after it was recorded.
dated_events as (

    select
        usage_events.customer_id,
        usage_events.user_id,
        usage_events.event_name,
        usage_events.occurred_at,
        usage_events.recorded_at,
        greatest(usage_events.occurred_at, usage_events.recorded_at) as known_at,
        {{ week_ends_on('usage_events.occurred_at') }} as bin_ends_on,
        {{ week_ends_on('known_at') }} as visible_on,
        event_names.known_names

    from usage_events

    cross join event_names

    where {{ in_weeks_of_batch('usage_events') }}

),

binned_events as (

    select
        dated_events.*,
        {{ event_bits('known_names') }}

    from dated_events

    cross join last_monday

    where {{ known_by(
        'dated_events.occurred_at', 'dated_events.recorded_at', 'last_monday.monday'
    ) }}

),

binned as (

    select
        customer_id,
        bin_ends_on,
        visible_on,
        {{ usage_measures() }}

    from binned_events

    group by 1, 2, 3

)

select * from binned
