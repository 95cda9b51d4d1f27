-- Each month is a row of its own, and a renewal is the next row. The company was observed until
-- 1 June 2020: no renewal after that day is in the files, so no end after it is known.
with

terms as (

    select * from read_parquet(getvariable('source') || '/subscription.parquet')

),

subscriptions as (

    select
        cast(account_id as varchar) || '-' || cast(start_date as varchar) as subscription_id,
        cast(account_id as varchar) as customer_id,
        product as plan_name,
        'monthly' as billing_period,
        cast(mrr as decimal(18, 2)) as mrr_usd,
        1 as seat_count,
        cast(start_date as timestamp) as started_at,
        end_date as renews_on,
        case when end_date <= date '2020-06-01' then cast(end_date as timestamp) end as ended_at

    from terms

    where start_date <= date '2020-06-01'

)

select * from subscriptions
