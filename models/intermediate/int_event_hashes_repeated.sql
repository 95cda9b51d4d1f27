with

usage_events as (

    select * from {{ ref('stg_raw__usage_events') }}

),

ids as (

    select event_id from usage_events
    where {{ is_unjudged('usage_events') }}

    union all

    select event_id from {{ ref('int_usage_events_recalled') }}

),

-- Grouping by a 64-bit hash instead of the text halves time and memory; the few ids that share a
-- hash by chance are told apart where the rows are judged.
repeated_hashes as (

    select hash(event_id) as event_hash

    from ids

    group by 1

    having count(*) > 1

)

select * from repeated_hashes
