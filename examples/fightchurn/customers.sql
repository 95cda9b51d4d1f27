-- A customer signs up with the first subscription; the source has no date of its own for it.
with

first_subscriptions as (

    select
        account_id,
        min(start_date) as first_started_on

    from read_parquet(getvariable('source') || '/subscription.parquet')

    group by 1

),

accounts as (

    select * from read_parquet(getvariable('source') || '/account.parquet')

),

customers as (

    select
        cast(accounts.account_id as varchar) as customer_id,
        'Account ' || cast(accounts.account_id as varchar) as customer_name,
        accounts.channel as industry,
        accounts.country as region,
        cast(first_subscriptions.first_started_on as timestamp) as signed_up_at

    from accounts

    inner join first_subscriptions
        on accounts.account_id = first_subscriptions.account_id

)

select * from customers
