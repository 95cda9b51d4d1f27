with

bins as (

    select * from {{ ref('int_usage_weekly') }}

),

late_weeks as (

    select distinct
        customer_id,
        bin_ends_on

    from bins

    where visible_on > bin_ends_on

),

bins_of_late_weeks as (

    select bins.*

    from bins

    inner join late_weeks
        on bins.customer_id = late_weeks.customer_id
        and bins.bin_ends_on = late_weeks.bin_ends_on

),

with_earlier_days as (

    select
        *,
        bit_or(active_days) over (
            partition by customer_id, bin_ends_on
            order by visible_on
            rows between unbounded preceding and 1 preceding
        ) as earlier_days

    from bins_of_late_weeks

),

-- A late row's day and user may be counted in their week already: a day can be told by its bit, a
-- user cannot.
late_bins as (

    select
        * exclude (earlier_days, user_count),
        bit_count(active_days & ~coalesce(earlier_days, 0)) as active_day_count,
        0 as user_count

    from with_earlier_days

    where visible_on > bin_ends_on

)

select * from late_bins
