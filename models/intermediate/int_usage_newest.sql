{%- set newest_date = mid_week_date() -%}

with

-- Only a newest date that is not a Monday needs bins of its own: they end on its weekday.
usage_events as (

    select *

    from {{ ref('int_usage_events_accepted') }}

    where {{
        'occurred_at >= ' ~ newest_bins_begin_on(newest_date) if newest_date else 'false'
    }}

),

event_names as (

    select list(event_name order by event_name_number) as known_names

    from {{ ref('int_event_names') }}

),

newest as (

    select as_of_date

    from {{ ref('int_as_of_dates') }}

    where is_newest
        and not is_weekly

),

recent_events as (

    select
        usage_events.customer_id,
        usage_events.user_id,
        usage_events.event_name,
        usage_events.occurred_at,
        newest.as_of_date - cast(usage_events.occurred_at as date) - 1 as days_ago,
        newest.as_of_date - cast(7 * (days_ago // 7) as integer) as bin_ends_on

    from usage_events

    inner join newest
        on {{ known_by(
            'usage_events.occurred_at', 'usage_events.recorded_at', 'newest.as_of_date'
        ) }}

),

dated_events as (

    select
        recent_events.*,
        {{ event_bits('event_names.known_names') }}

    from recent_events

    cross join event_names

),

binned as (

    select
        customer_id,
        bin_ends_on,
        {{ usage_measures() }}

    from dated_events

    group by 1, 2

)

select * from binned
