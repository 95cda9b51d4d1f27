{{ config(materialized='view') }}

with

usage_events as (

    select * exclude (source_hash)

    from {{ ref('stg_raw__usage_events') }}

),

repeated_hashes as (

    select * from {{ ref('int_event_hashes_repeated') }}

),

customers as (

    select
        customer_id,
        signed_up_at

    from {{ loaded(ref('int_customers_judged')) }}

),

horizon as (

    select * from {{ ref('int_data_horizon') }}

),

checked as (

    select
        usage_events.*,
        false as is_recalled,
        repeated_hashes.event_hash is not null as may_repeat,
        case
            when usage_events.malformed_column is not null
                then usage_events.malformed_column || ' cannot be read'
            when usage_events.event_id is null then 'event_id is missing'
            when usage_events.customer_id is null then 'customer_id is missing'
            when usage_events.event_name is null then 'event_name is missing'
            when usage_events.occurred_at is null then 'occurred_at is missing'
            when customers.customer_id is null then 'customer_id is unknown to customers'
            when {{ is_dated_ahead('usage_events', 'horizon') }} then 'occurred_at is in the future'
            when usage_events.occurred_at < date_trunc('day', customers.signed_up_at)
                then 'occurred_at is before the customer signed up'
        end as broken_rule

    from usage_events

    cross join horizon

    left join customers
        on usage_events.customer_id = customers.customer_id

    left join repeated_hashes
        on hash(usage_events.event_id) = repeated_hashes.event_hash

    where {{ is_unjudged('usage_events') }}

),

beside_recalled as (

    select * from checked

    union all by name

    select
        *,
        true as is_recalled,
        true as may_repeat

    from {{ ref('int_usage_events_recalled') }}

)

select * from beside_recalled
