with

subscriptions as (

    select * from {{ loaded(ref('int_subscriptions_judged')) }}

),

-- In the order in which rows became known: a row that is recorded late cannot change what the rows
-- before it were compared with.
compared as (

    select
        customer_id,
        started_at as changed_at,
        recorded_at,
        plan_name,
        seat_count,
        mrr_usd,
        lag(plan_name) over as_known as previous_plan_name,
        lag(seat_count) over as_known as previous_seat_count,
        lag(mrr_usd) over as_known as previous_mrr_usd

    from subscriptions

    window as_known as (
        partition by customer_id
        order by greatest(started_at, recorded_at), started_at, subscription_id
    )

),

changed as (

    select
        customer_id,
        changed_at,
        recorded_at,
        plan_name != previous_plan_name as is_plan_change,
        seat_count - previous_seat_count as seat_change,
        mrr_usd - previous_mrr_usd as mrr_change_usd,
        plan_name = previous_plan_name
        and mrr_usd * previous_seat_count > 1.01 * previous_mrr_usd * seat_count as is_price_rise

    from compared

    where previous_mrr_usd is not null

)

select * from changed
