with

usage_events as (

    select event_name from {{ ref('int_usage_events_accepted') }}

),

distinct_names as (

    select distinct event_name from usage_events

),

-- A bit mask holds 63 names; further ones share the last bit.
numbered as (

    select
        event_name,
        cast(1 as bigint) << least(row_number() over (order by event_name) - 1, 62) as event_name_bit

    from distinct_names

)

select * from numbered
