with

weeks as (

    select
        as_of_dates.as_of_date,
        bins.*

    from {{ ref('int_as_of_dates') }} as as_of_dates

    left join {{ ref('int_usage_weekly') }} as bins
        on as_of_dates.as_of_date = bins.visible_on
        and bins.visible_on = bins.bin_ends_on

    where as_of_dates.is_weekly

),

event_names as (

    select * from {{ ref('int_event_names') }}
    where event_name_number < 63

),

quarantined as (

    select
        {{ week_ends_on('recorded_at') }} as as_of_date,
        count(*) as quarantined_count

    from {{ ref('int_usage_events_suspected') }}

    where disposition = 'quarantined'

    group by 1

),

volumes as (

    select
        as_of_date,
        coalesce(sum(event_count), 0) as event_count

    from weeks

    group by 1

),

measured as (

    select
        'volume_drop' as rule_name,
        'usage_events' as subject,
        as_of_date,
        cast(event_count as double) as measure,
        1 as sample_count

    from volumes

    union all

    select
        'quarantine_rise' as rule_name,
        'usage_events' as subject,
        volumes.as_of_date,
        coalesce(quarantined.quarantined_count, 0)
        / nullif(volumes.event_count + coalesce(quarantined.quarantined_count, 0), 0) as measure,
        cast(volumes.event_count as bigint) as sample_count

    from volumes

    left join quarantined
        on volumes.as_of_date = quarantined.as_of_date

    union all

    -- A share of those who use the product at all: an outage of everything leaves it as it is.
    select
        'event_missing' as rule_name,
        event_names.event_name as subject,
        weeks.as_of_date,
        avg((weeks.event_names >> (event_names.event_name_number - 1)) & 1) as measure,
        count(*) as sample_count

    from weeks

    cross join event_names

    where weeks.customer_id is not null

    group by 2, 3

)

select * from measured
