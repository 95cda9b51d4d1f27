{{ config(materialized='view') }}

with

usage_events as (

    select * from {{ ref('stg_raw__usage_events') }}

),

repeated_rows as (

    select * from {{ ref('int_usage_events_repeated') }}

),

repeated_ids as (

    select distinct event_id from repeated_rows

),

single_rows as (

    select
        usage_events.*,
        true as is_first_seen,
        false as is_copy

    from usage_events

    left join repeated_ids
        on usage_events.event_id = repeated_ids.event_id

    where repeated_ids.event_id is null

),

seen as (

    select * from single_rows

    union all

    select * from repeated_rows

)

select * from seen
