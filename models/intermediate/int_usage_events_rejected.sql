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

customers as (

    select
        customer_id,
        signed_up_at

    from {{ loaded(ref('int_customers_judged')) }}

),

horizon as (

    select * from {{ ref('int_data_horizon') }}

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

all_rows as (

    select * from single_rows

    union all

    select * from repeated_rows

),

reasoned as (

    select
        all_rows.event_id,
        all_rows.customer_id,
        all_rows.recorded_at,
        all_rows.is_first_seen,
        all_rows.is_copy,
        all_rows.source_row,
        case
            when all_rows.malformed_column is not null
                then all_rows.malformed_column || ' cannot be read'
            when all_rows.event_id is null then 'event_id is missing'
            when all_rows.customer_id is null then 'customer_id is missing'
            when all_rows.event_name is null then 'event_name is missing'
            when all_rows.occurred_at is null then 'occurred_at is missing'
            when customers.customer_id is null then 'customer_id is unknown to customers'
            when {{ is_dated_ahead('all_rows', 'horizon') }} then 'occurred_at is in the future'
            when all_rows.occurred_at < date_trunc('day', customers.signed_up_at)
                then 'occurred_at is before the customer signed up'
            when not all_rows.is_first_seen and not all_rows.is_copy
                then 'event_id repeats with other values'
        end as reason

    from all_rows

    cross join horizon

    left join customers
        on all_rows.customer_id = customers.customer_id

),

rejected as (

    select
        * exclude (is_copy),
        {{ disposition('reason') }} as disposition

    from reasoned

    where reason is not null or is_copy

)

select * from rejected
