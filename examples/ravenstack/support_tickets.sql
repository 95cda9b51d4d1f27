with

tickets as (

    select
        *,
        cast(submitted_at as timestamp) as opened_at

    from read_csv(getvariable('source') || '/support_tickets.csv', all_varchar = true)

),

support_tickets as (

    select
        ticket_id,
        account_id as customer_id,
        opened_at,
        priority,
        opened_at + to_minutes(cast(first_response_time_minutes as bigint)) as first_responded_at,
        closed_at as resolved_at,
        satisfaction_score

    from tickets

)

select * from support_tickets
