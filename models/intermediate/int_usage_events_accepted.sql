{{ config(materialized='view') }}

with

usage_events as (

    select * exclude (malformed_column, source_row, source_hash)

    from {{ ref('stg_raw__usage_events') }}

),

suspected_events as (

    select * from {{ ref('int_usage_events_suspected') }}

),

-- Small beside the events, so that the join below costs little more than the scan. Events without
-- an id are among them.
suspected_ids as (

    select distinct coalesce(event_id, '') as event_id from suspected_events

),

unsuspected as (

    select usage_events.*

    from usage_events

    anti join suspected_ids
        on coalesce(usage_events.event_id, '') = suspected_ids.event_id

),

accepted as (

    select * from unsuspected

    union all by name

    select * exclude (reason, source_row, disposition)

    from suspected_events

    where disposition = 'loaded'

)

select * from accepted
