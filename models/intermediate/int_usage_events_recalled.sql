{%- set monday = judged_before() -%}
with

-- Not the same CTE twice: DuckDB would keep all events in memory for it.
new_hashes as (

    select distinct hash(usage_events.event_id) as event_hash

    from {{ ref('stg_raw__usage_events') }} as usage_events

    where usage_events.event_id is not null
        and {{ is_unjudged('usage_events') if monday else 'false' }}

),

-- One look at the ids of all that was judged finds the few that come again. Their rows are not
-- rejected once more, so nothing is read of them that only a rejection needs.
recalled as (

    select
        usage_events.event_id,
        usage_events.customer_id,
        usage_events.user_id,
        usage_events.event_name,
        usage_events.occurred_at,
        usage_events.recorded_at

    from {{ ref('stg_raw__usage_events') }} as usage_events

    inner join new_hashes
        on hash(usage_events.event_id) = new_hashes.event_hash

    where {{ "usage_events.recorded_at < date '" ~ monday ~ "'" if monday else 'false' }}

)

select * from recalled
