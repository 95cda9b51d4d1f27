{{ config(materialized='view') }}

with

weekly_bins as (

    select * from {{ ref('int_usage_weekly') }}

),

mondays_due as (

    select
        customer_id,
        as_of_date

    from {{ ref('int_customers_due') }}

    where is_weekly

),

-- A date's row comes after the bins that became visible on it, so that its running sums include
-- them.
timeline as (

    select
        customer_id,
        visible_on as on_date,
        false as is_due_row,
        event_count,
        bit_count(active_days) as active_day_count,
        first_event_at,
        last_event_at,
        last_login_at,
        last_critical_at

    from weekly_bins

    union all by name

    select
        customer_id,
        as_of_date as on_date,
        true as is_due_row

    from mondays_due

),

summed as (

    select
        customer_id,
        on_date as as_of_date,
        is_due_row,
        sum(event_count) over so_far as event_count,
        sum(active_day_count) over so_far as active_day_count,
        min(first_event_at) over so_far as first_event_at,
        max(last_event_at) over so_far as last_event_at,
        max(last_login_at) over so_far as last_login_at,
        max(last_critical_at) over so_far as last_critical_at

    from timeline

    window so_far as (
        partition by customer_id order by on_date, is_due_row rows unbounded preceding
    )

),

lifetimes as (

    select * exclude (is_due_row)

    from summed

    where is_due_row

)

select * from lifetimes
