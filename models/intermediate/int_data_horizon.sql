with

activity_days as (

    {% if var('activity_source') == 'invoices' -%}
    select
        cast(issued_at as date) as active_on,
        count(*) as activity_count

    from {{ ref('stg_raw__invoices') }}

    where issued_at is not null
    {%- else -%}
    select
        occurred_on as active_on,
        sum(row_count) as activity_count

    from {{ ref('int_usage_events_read') }}

    where occurred_on is not null
    {%- endif %}

    group by 1

),

with_past as (

    select
        active_on,
        activity_count,
        count(*) over four_weeks as active_day_count,
        sum(activity_count) over four_weeks / 28.0 as usual_count

    from activity_days

    window four_weeks as (
        order by active_on range between interval 28 day preceding and interval 1 day preceding
    )

),

-- A stray row of 2099 must not move the whole build there: a day counts as loaded if the four weeks
-- before it were active, and it is itself not nearly empty.
loaded_days as (

    select active_on

    from with_past

    where active_day_count >= 7
        and activity_count >= 0.05 * usual_count

),

bounded as (

    select
        min(active_on) as first_date,
        max(active_on) + 1 as newest_date

    from loaded_days

)

select * from bounded
