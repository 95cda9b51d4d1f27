with

subscriptions as (

    select * from {{ loaded(ref('int_subscriptions_judged')) }}

),

with_next as (

    select
        *,
        lead(started_at) over in_order as next_started_at,
        min(started_at) over (partition by customer_id) as first_started_at

    from subscriptions

    window in_order as (partition by customer_id order by started_at, subscription_id)

),

-- A gap within the days of grace is no end, neither of the service nor of its revenue.
paid as (

    select
        customer_id,
        subscription_id,
        coalesce(mrr_usd, 0) as mrr_usd,
        started_at,
        case
            when next_started_at > ended_at
                and next_started_at <= ended_at + interval {{ var('grace_days') }} day
                then next_started_at
            else coalesce(ended_at, timestamp '9999-12-31')
        end as paid_until,
        first_started_at

    from with_next

)

select * from paid
