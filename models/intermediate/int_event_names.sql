{{ config(
    materialized='incremental', incremental_strategy='append', unique_key='event_name'
) }}

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
        and {{ is_unjudged('usage_events') }}

    group by 1

),

-- In the order in which they became known; a name keeps its number, and with it the bits of weeks
-- that are built already.
numbered as (

    select
        event_name,
        row_number() over (order by first_known_at, event_name)
        {%- if is_incremental() %}
        + (select coalesce(max(recorded.event_name_number), 0) from {{ this }} as recorded)
        {%- endif %} as event_name_number

    from first_seen

    where {{ not_yet_recorded('first_seen', ['event_name']) }}

)

select * from numbered
