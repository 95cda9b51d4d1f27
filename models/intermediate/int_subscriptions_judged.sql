with

subscriptions as (

    select * from {{ ref('stg_raw__subscriptions') }}

),

customers as (

    select customer_id from {{ loaded(ref('int_customers_judged')) }}

),

fingerprinted as (

    select
        subscriptions.*,
        customers.customer_id is not null as is_known_customer,
        {{ fingerprint([
            'subscriptions.customer_id', 'subscriptions.plan_name',
            'subscriptions.billing_period', 'subscriptions.mrr_usd',
            'subscriptions.seat_count', 'subscriptions.started_at',
            'subscriptions.renews_on'
        ]) }} as fingerprint

    from subscriptions

    left join customers
        on subscriptions.customer_id = customers.customer_id

),

compared as (

    {{ beside_first_seen(
        'fingerprinted', id='subscription_id', then_by=['cancelled_at', 'ended_at']
    ) }}

),

reasoned as (

    select
        *,
        case
            when malformed_column is not null then malformed_column || ' cannot be read'
            when subscription_id is null then 'subscription_id is missing'
            when customer_id is null then 'customer_id is missing'
            when not is_known_customer then 'customer_id is unknown to customers'
            when is_repeated and not is_copy then 'subscription_id repeats with other values'
            when started_at is null then 'started_at is missing'
            when billing_period not in ('monthly', 'annual')
                then 'billing_period is neither monthly nor annual'
            when mrr_usd < 0 then 'mrr_usd is negative'
            when ended_at < started_at then 'ended_at is before started_at'
        end as reason

    from compared

),

judged as (

    select
        * exclude (fingerprint, is_known_customer, is_repeated, malformed_column),
        {{ disposition('reason') }} as disposition

    from reasoned

)

select * from judged
