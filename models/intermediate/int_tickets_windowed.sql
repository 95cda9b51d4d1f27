{{ config(
    materialized='batched', batched_by='int_customers_due', rows_per_batch=var('rows_per_batch')
) }}
-- depends_on: {{ ref('int_customers_due') }}

with

tickets as (

    select *

    from {{ loaded(ref('int_support_tickets_judged')) }}

    where {{ in_batch('customer_id') }}

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

timed as (

    select
        *,
        case
            when {{ in_window('resolved_at', 'as_of_date', 90) }}
                then date_diff('minute', opened_at, resolved_at) / 60.0
        end as resolution_hours,
        case
            when {{ in_window('first_responded_at', 'as_of_date', 90) }}
                then date_diff('minute', opened_at, first_responded_at) / 60.0
        end as first_response_hours

    from seen_tickets

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
        median(resolution_hours) as median_resolution_hours_90d,
        median(first_response_hours) as median_first_response_hours_90d,
        -- As decimals, which add up to the same in any order.
        avg(cast(satisfaction_score as decimal(18, 6))) as mean_satisfaction_score_180d,
        as_of_date - cast(max(opened_at) as date) as days_since_last_ticket

    from timed

    group by 1, 2

)

select * from windowed
