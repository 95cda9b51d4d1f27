{{ config(materialized='view') }}

with

usage_events as (

    select * from {{ ref('stg_raw__usage_events') }}

),

repeated_rows as (

    select * from {{ ref('int_usage_events_repeated') }}

),

-- Small beside the events, so that both joins below cost little more than the scan.
set_aside as (

    select event_id from {{ ref('int_usage_events_rejected') }}

    union

    select event_id from repeated_rows

),

rejected_first_rows as (

    select event_id from {{ ref('int_usage_events_rejected') }} where is_first_seen

),

single_rows as (

    select usage_events.* exclude (malformed_column, source_row)

    from usage_events

    left join set_aside
        on usage_events.event_id = set_aside.event_id

    where usage_events.event_id is not null
        and set_aside.event_id is null

),

first_rows as (

    select repeated_rows.* exclude (malformed_column, source_row, is_first_seen, is_copy)

    from repeated_rows

    left join rejected_first_rows
        on repeated_rows.event_id = rejected_first_rows.event_id

    where repeated_rows.is_first_seen
        and rejected_first_rows.event_id is null

),

accepted as (

    select * from single_rows

    union all

    select * from first_rows

)

select * from accepted
