with

usage_events as (

    select * from {{ ref('stg_raw__usage_events') }}

),

first_seen as (

    select
        event_name,
        min(greatest(occurred_at, recorded_at)) as first_known_at

    from usage_events

    where event_name is not null

    group by 1

),

-- In the order in which they became known, so that a new name leaves the bits of weeks that are
-- built already as they are.
numbered as (

    select
        event_name,
        row_number() over (order by first_known_at, event_name) as event_name_number

    from first_seen

)

select * from numbered
