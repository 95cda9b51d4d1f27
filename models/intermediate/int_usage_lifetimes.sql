with

weekly_bins as (

    select * from {{ ref('int_usage_weekly') }}

),

newest_bins as (

    select * from {{ ref('int_usage_newest') }}

),

due_rows as (

    select
        customer_id,
        as_of_date,
        is_weekly

    from {{ ref('int_customers_due') }}

),

-- A date's row comes after the bins that became visible on it, so that its running sums include them.
weekly_timeline as (

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

    from due_rows

    where is_weekly

),

weekly_lifetimes as (

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

    from weekly_timeline

    window so_far as (
        partition by customer_id order by on_date, is_due_row rows unbounded preceding
    )

),

bins_of_newest as (

    select * from newest_bins

    union all by name

    select weekly_bins.*

    from weekly_bins

    where bin_ends_on <= (select min(rest_begins_on) from newest_bins)

),

newest_lifetimes as (

    select
        bins_of_newest.customer_id,
        due_rows.as_of_date,
        sum(event_count) as event_count,
        sum(bit_count(active_days)) as active_day_count,
        min(first_event_at) as first_event_at,
        max(last_event_at) as last_event_at,
        max(last_login_at) as last_login_at,
        max(last_critical_at) as last_critical_at

    from bins_of_newest

    inner join due_rows
        on bins_of_newest.customer_id = due_rows.customer_id
        and not due_rows.is_weekly

    group by 1, 2

),

lifetimes as (

    select * exclude (is_due_row) from weekly_lifetimes where is_due_row

    union all

    select * from newest_lifetimes

)

select * from lifetimes
