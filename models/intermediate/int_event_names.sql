with

usage_events as (

    select * from {{ ref('int_usage_events_accepted') }}

),

first_seen as (

    select
        event_name,
        min(greatest(occurred_at, recorded_at)) as first_known_at

    from usage_events

    group by 1

),

-- Numbered in the order in which they became known, so that a new name leaves the bits of weeks
-- that are built already as they are. A mask holds 63 names; further ones share the last bit.
ordered as (

    select
        event_name,
        row_number() over (order by first_known_at, event_name) - 1 as names_before

    from first_seen

),

numbered as (

    select
        event_name,
        cast(1 as bigint) << least(names_before, 62) as event_name_bit

    from ordered

)

select * from numbered
