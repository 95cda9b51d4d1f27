-- A row is a day's count of one feature; each becomes as many events, spread evenly over the day, and its
-- errors become events of their own. Ids that repeat and days before the sign-up stay as they are: the
-- quarantine says how many there are.
with

days as (

    select
        *,
        cast(usage_count as bigint) as use_count,
        cast(error_count as bigint) as failure_count

    from read_csv(getvariable('source') || '/feature_usage.csv', all_varchar = true)

),

subscriptions as (

    select * from read_csv(getvariable('source') || '/subscriptions.csv', all_varchar = true)

),

uses as (

    select
        *,
        feature_name as event_name,
        use_count as event_count,
        unnest(range(use_count)) as event_number

    from days

),

failures as (

    select
        *,
        'error' as event_name,
        failure_count as event_count,
        unnest(range(failure_count)) as event_number

    from days

),

happened as (

    select * from uses

    union all

    select * from failures

),

usage_events as (

    select
        concat_ws('-', happened.usage_id, happened.event_name, happened.event_number) as event_id,
        subscriptions.account_id as customer_id,
        happened.subscription_id as user_id,
        happened.event_name,
        cast(happened.usage_date as timestamp) + to_seconds(
            cast(floor(86400 * (happened.event_number + 0.5) / happened.event_count) as bigint)
        ) as occurred_at

    from happened

    left join subscriptions
        on happened.subscription_id = subscriptions.subscription_id

)

select * from usage_events
