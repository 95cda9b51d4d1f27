with

changes as (

    select * from {{ ref('int_subscriptions_changed') }}

),

dates_due as (

    select * from {{ ref('int_dates_due') }}

),

windowed as (

    select
        changes.customer_id,
        dates_due.as_of_date,
        count(*) filter (where is_plan_change and {{ in_window('changed_at', 'as_of_date', 84) }})
            as plan_change_count_84d,
        count(*) filter (where is_price_rise and {{ in_window('changed_at', 'as_of_date', 84) }})
            as price_rise_count_84d,
        sum(seat_change) filter (where {{ in_window('changed_at', 'as_of_date', 84) }}) as seat_change_84d,
        sum(mrr_change_usd) filter (where {{ in_window('changed_at', 'as_of_date', 84) }})
            as mrr_change_84d_usd,
        dates_due.as_of_date - cast(max(changed_at) as date) as days_since_last_change

    from changes

    inner join dates_due
        on {{ known_by('changes.changed_at', 'changes.recorded_at', 'dates_due.as_of_date') }}

    group by 1, 2

)

select * from windowed
