-- The source has counts per day and kind. Each becomes as many events, spread evenly over the day, so that
-- a count of any window of whole days is what it was. Usage after 1 June 2020, the end of observation,
-- comes only from terms that had not ended yet, and is left out.
with

days as (

    select * from read_parquet(getvariable('source') || '/usage_daily.parquet')

),

counted as (

    unpivot days
    on post, newfriend, "like", adview, dislike, unfriend, message, reply
    into name event_name value event_count

),

numbered as (

    select
        account_id,
        "date",
        event_name,
        event_count,
        unnest(range(event_count)) as event_number

    from counted

    where "date" < date '2020-06-01'

),

usage_events as (

    select
        concat_ws('-', account_id, strftime("date", '%Y%m%d'), event_name, event_number) as event_id,
        cast(account_id as varchar) as customer_id,
        cast(account_id as varchar) as user_id,
        event_name,
        "date" + to_seconds(cast(floor(86400 * (event_number + 0.5) / event_count) as bigint)) as occurred_at

    from numbered

)

select * from usage_events
