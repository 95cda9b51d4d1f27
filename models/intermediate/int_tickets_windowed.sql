with

tickets as (

    select * from {{ loaded(ref('int_support_tickets_judged')) }}

),

dates_due as (

    select * from {{ ref('int_dates_due') }}

),

seen_tickets as (

    select
        tickets.customer_id,
        tickets.opened_at,
        dates_due.as_of_date,
        tickets.priority in ({{ quoted(var('severe_priorities')) }}) as is_severe,
        {{ as_known('tickets.first_responded_at', 'dates_due.as_of_date') }} as first_responded_at,
        {{ as_known('tickets.resolved_at', 'dates_due.as_of_date') }} as resolved_at,
        case
            when tickets.resolved_at < dates_due.as_of_date then tickets.satisfaction_score
        end as satisfaction_score

    from tickets

    inner join dates_due
        on {{ known_by('tickets.opened_at', 'tickets.recorded_at', 'dates_due.as_of_date') }}
        and tickets.opened_at >= dates_due.as_of_date - interval 180 day

),

windowed as (

    select
        customer_id,
        as_of_date,
        count(*) filter (where {{ in_window('opened_at', 'as_of_date', 28) }}) as ticket_count_28d,
        count(*) filter (where {{ in_window('opened_at', 'as_of_date', 84) }}) as ticket_count_84d,
        count(*) filter (where is_severe and {{ in_window('opened_at', 'as_of_date', 84) }})
            as severe_ticket_count_84d,
        count(*) filter (where resolved_at is null) as open_ticket_count,
        count(*) filter (where resolved_at is null and is_severe) as open_severe_ticket_count,
        max(as_of_date - cast(opened_at as date)) filter (where resolved_at is null)
            as oldest_open_ticket_days,
        median(date_diff('minute', opened_at, resolved_at) / 60.0)
            filter (where {{ in_window('resolved_at', 'as_of_date', 90) }}) as median_resolution_hours_90d,
        median(date_diff('minute', opened_at, first_responded_at) / 60.0)
            filter (where {{ in_window('first_responded_at', 'as_of_date', 90) }})
            as median_first_response_hours_90d,
        avg(satisfaction_score) as mean_satisfaction_score_180d,
        as_of_date - cast(max(opened_at) as date) as days_since_last_ticket

    from seen_tickets

    group by 1, 2

)

select * from windowed
