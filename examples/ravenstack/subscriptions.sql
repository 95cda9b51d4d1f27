-- No account's subscriptions ever end all at once, so by them alone nobody leaves. The file of churn
-- events is what the company calls churn: it ends every subscription that was running on its day.
-- A subscription that starts later is a return.
with

subscriptions_as_written as (

    select
        *,
        strptime(start_date, '%d-%m-%Y') as started_at,
        strptime(end_date, '%d-%m-%Y') as own_ended_at

    from read_csv(getvariable('source') || '/subscriptions.csv', all_varchar = true)

),

churn_events as (

    select
        account_id,
        cast(churn_date as timestamp) as churned_at

    from read_csv(getvariable('source') || '/churn_events.csv', all_varchar = true)

),

first_churns as (

    select
        subscriptions_as_written.subscription_id,
        min(churn_events.churned_at) as churned_at

    from subscriptions_as_written

    inner join churn_events
        on subscriptions_as_written.account_id = churn_events.account_id
        and subscriptions_as_written.started_at <= churn_events.churned_at

    group by 1

),

subscriptions as (

    select
        subscriptions_as_written.subscription_id,
        subscriptions_as_written.account_id as customer_id,
        subscriptions_as_written.plan_tier as plan_name,
        subscriptions_as_written.billing_frequency as billing_period,
        subscriptions_as_written.mrr_amount as mrr_usd,
        subscriptions_as_written.seats as seat_count,
        subscriptions_as_written.started_at,
        cast(
            subscriptions_as_written.started_at
            + case
                when subscriptions_as_written.billing_frequency = 'annual' then interval 1 year
                else interval 1 month
            end
            as date
        ) as renews_on,
        least(subscriptions_as_written.own_ended_at, first_churns.churned_at) as ended_at

    from subscriptions_as_written

    left join first_churns
        on subscriptions_as_written.subscription_id = first_churns.subscription_id

)

select * from subscriptions
