{{ config(materialized='view') }}

with

usage_events as (

    select * exclude (malformed_column, source_row) from {{ ref('stg_raw__usage_events') }}

),

repeated_rows as (

    select * exclude (malformed_column, source_row) from {{ ref('int_usage_events_repeated') }}

),

rejected_rows as (

    select
        event_id,
        is_first_seen

    from {{ ref('int_usage_events_rejected') }}

),

-- Small beside the events, so that both joins below cost little more than the scan.
set_aside as (

    select event_id from rejected_rows

    union

    select event_id from repeated_rows

),

single_rows as (

    select usage_events.*

    from usage_events

    left join set_aside
        on usage_events.event_id = set_aside.event_id

    where usage_events.event_id is not null
        and set_aside.event_id is null

),

first_rows as (

    select repeated_rows.*

    from repeated_rows

    left join rejected_rows
        on repeated_rows.event_id = rejected_rows.event_id
        and rejected_rows.is_first_seen

    where repeated_rows.is_first_seen
        and rejected_rows.event_id is null

),

accepted as (

    select * from single_rows

    union all

    select * exclude (is_first_seen, is_copy) from first_rows

)

select * from accepted
