{{ config(materialized='view') }}

with

newest as (

    select as_of_date

    from {{ ref('int_dates_due') }}

    where not is_weekly

),

newest_bins as (

    select
        bins.*,
        bit_count(bins.active_days) as active_day_count,
        {{ days_of_bins() }},
        newest.as_of_date,
        (newest.as_of_date - bins.bin_ends_on) // 7 as weeks_ago

    from {{ ref('int_usage_newest') }} as bins

    cross join newest

    where {{ in_batch('bins.customer_id') }}

),

windowed as (

    select
        customer_id,
        as_of_date,
        {{ windows_of_bins() }}

    from newest_bins

    group by 1, 2

),

-- The weeks up to the Monday from which the bins of the newest date take over.
earlier_bins as (

    select bins.*

    from {{ ref('int_usage_bins') }} as bins

    inner join newest
        on bins.bin_ends_on <= {{ newest_bins_begin_on('newest.as_of_date') }}

),

all_bins as (

    select * from newest_bins

    union all by name

    select * from earlier_bins

),

lives as (

    select
        customer_id,
        {{ life_of_bins() }}

    from all_bins

    group by 1

),

joined as (

    select
        lives.*,
        newest.as_of_date,
        windowed.* exclude (windowed.customer_id, windowed.as_of_date)

    from lives

    cross join newest

    left join windowed
        on lives.customer_id = windowed.customer_id

)

select * from joined
