{{ config(materialized='view') }}

with

bins as (

    select *

    from {{ ref('int_usage_weekly') }}

    where {{ in_batch('customer_id') }}

),

late_bins as (

    select *

    from {{ ref('int_usage_bins_late') }}

    where {{ in_batch('customer_id') }}

),

counted as (

    select
        *,
        bit_count(active_days) as active_day_count

    from bins

    where visible_on = bin_ends_on

    union all by name

    select * from late_bins

),

dated as (

    select
        * exclude (active_days, login_days, critical_days),
        {{ days_of_bins() }}

    from counted

)

select * from dated
