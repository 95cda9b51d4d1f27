{{ config(materialized='view') }}

with

weekly_bins as (

    select * from {{ ref('int_usage_weekly') }}

),

newest_bins as (

    select * from {{ ref('int_usage_newest') }}

),

customers_due as (

    select
        customer_id,
        as_of_date

    from {{ ref('int_customers_due') }}

    where not is_weekly

),

-- The weeks up to the Monday from which the bins of the newest date take over.
earlier_bins as (

    select *

    from weekly_bins

    where bin_ends_on <= (select min(newest_bins.rest_begins_on) from newest_bins)

),

all_bins as (

    select * exclude (rest_begins_on) from newest_bins

    union all by name

    select * from earlier_bins

),

lifetimes as (

    select
        customers_due.customer_id,
        customers_due.as_of_date,
        sum(all_bins.event_count) as event_count,
        sum(bit_count(all_bins.active_days)) as active_day_count,
        min(all_bins.first_event_at) as first_event_at,
        max(all_bins.last_event_at) as last_event_at,
        max(all_bins.last_login_at) as last_login_at,
        max(all_bins.last_critical_at) as last_critical_at

    from all_bins

    inner join customers_due
        on all_bins.customer_id = customers_due.customer_id

    group by 1, 2

)

select * from lifetimes
