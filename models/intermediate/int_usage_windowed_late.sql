{{ config(materialized='view') }}

with

late_bins as (

    select *

    from {{ ref('int_usage_bins') }}

    where visible_on > bin_ends_on

),

dates_due as (

    select as_of_date

    from {{ ref('int_dates_due') }}

    where is_weekly

),

-- They are few, so that joining each to its dates costs little.
bins_of_dates as (

    select
        late_bins.*,
        dates_due.as_of_date,
        (dates_due.as_of_date - late_bins.bin_ends_on) // 7 as weeks_ago

    from late_bins

    inner join dates_due
        on late_bins.visible_on <= dates_due.as_of_date
        and late_bins.bin_ends_on > dates_due.as_of_date - 84

),

windowed as (

    select
        customer_id,
        as_of_date,
        {{ windows_of_bins() }}

    from bins_of_dates

    group by 1, 2

)

select * from windowed
