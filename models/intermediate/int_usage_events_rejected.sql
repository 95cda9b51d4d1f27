with

usage_events as (

    select * from {{ ref('int_usage_events_seen') }}

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

reasoned as (

    select
        usage_events.event_id,
        usage_events.customer_id,
        usage_events.recorded_at,
        usage_events.is_first_seen,
        usage_events.is_copy,
        usage_events.source_row,
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
            when not usage_events.is_first_seen and not usage_events.is_copy
                then 'event_id repeats with other values'
        end as reason

    from usage_events

    cross join horizon

    left join customers
        on usage_events.customer_id = customers.customer_id

),

rejected as (

    select
        * exclude (is_copy, source_row),
        case when reason is not null then cast(to_json(source_row) as varchar) end as source_row,
        {{ disposition('reason') }} as disposition

    from reasoned

    where reason is not null or is_copy

)

select * from rejected
