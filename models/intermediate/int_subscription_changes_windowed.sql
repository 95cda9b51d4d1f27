with

changes as (

    select * from {{ ref('int_subscriptions_changed') }}

),

dates_due as (

    select * from {{ ref('int_dates_due') }}

),

seen_changes as (

    select
        changes.*,
        dates_due.as_of_date,
        {{ in_window('changes.changed_at', 'dates_due.as_of_date', 84) }} as is_recent

    from changes

    inner join dates_due
        on {{ known_by('changes.changed_at', 'changes.recorded_at', 'dates_due.as_of_date') }}

),

windowed as (

    select
        customer_id,
        as_of_date,
        count(*) filter (where is_recent and is_plan_change) as plan_change_count_84d,
        count(*) filter (where is_recent and is_price_rise) as price_rise_count_84d,
        sum(seat_change) filter (where is_recent) as seat_change_84d,
        sum(mrr_change_usd) filter (where is_recent) as mrr_change_84d_usd,
        as_of_date - cast(max(changed_at) as date) as days_since_last_change

    from seen_changes

    group by 1, 2

)

select * from windowed
