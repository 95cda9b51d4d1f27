with

activity_days as (

    select * from {{ ref('int_activity_days') }}

),

as_of_dates as (

    select * from {{ ref('int_as_of_dates') }}

),

-- Each row says what the last known activity was from one day until the next one became known, so
-- that a customer and a date meet exactly one row.
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

bounded as (

    select
        customer_id,
        known_on,
        last_active_on,
        least(
            coalesce(next_known_on, date '9999-12-31'),
            last_active_on + {{ var('active_within_days') }}
        ) as holds_until

    from known_spans

),

active as (

    select
        bounded.customer_id,
        as_of_dates.as_of_date,
        bounded.last_active_on

    from bounded

    inner join as_of_dates
        on bounded.known_on < as_of_dates.as_of_date
        and as_of_dates.as_of_date <= bounded.holds_until

)

select * from active
