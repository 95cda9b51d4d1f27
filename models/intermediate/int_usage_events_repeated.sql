with

usage_events as (

    select * from {{ ref('stg_raw__usage_events') }}

),

-- Grouping by a 64-bit hash instead of the text halves time and memory; the few rows that it lets
-- through are compared by their ids below.
repeated_hashes as (

    select hash(event_id) as event_hash

    from usage_events

    where event_id is not null

    group by 1

    having count(*) > 1

),

repeated_events as (

    select
        usage_events.*,
        {{ fingerprint([
            'usage_events.customer_id', 'usage_events.user_id', 'usage_events.event_name',
            'usage_events.occurred_at'
        ]) }} as fingerprint

    from usage_events

    inner join repeated_hashes
        on hash(usage_events.event_id) = repeated_hashes.event_hash

),

compared as (

    select
        * exclude (fingerprint),
        row_number() over seen = 1 as is_first_seen,
        row_number() over seen > 1 and fingerprint = first_value(fingerprint) over seen as is_copy

    from repeated_events

    window seen as (
        partition by event_id order by recorded_at, fingerprint, malformed_column nulls first
    )

)

select * from compared
