with

activity_days as (

    select * from {{ ref('int_activity_days') }}

),

as_of_dates as (

    select * from {{ ref('int_as_of_dates') }}

),

-- Each row says what the last known activity was from one day until the next one became known, so that
-- a customer and a date meet exactly one row.
known_spans as (

    select
        customer_id,
        known_on,
        max(active_on) over (
            partition by customer_id order by known_on, active_on rows unbounded preceding
        ) as last_active_on,
        lead(known_on) over (partition by customer_id order by known_on, active_on) as next_known_on

    from activity_days

),

active as (

    select
        known_spans.customer_id,
        as_of_dates.as_of_date,
        known_spans.last_active_on

    from known_spans

    inner join as_of_dates
        on known_spans.known_on < as_of_dates.as_of_date
        and as_of_dates.as_of_date
            <= least(
                coalesce(known_spans.next_known_on, date '9999-12-31'),
                known_spans.last_active_on + {{ var('active_within_days') }}
            )

)

select * from active
