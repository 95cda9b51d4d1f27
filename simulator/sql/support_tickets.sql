with

numbered as (

    select
        tickets.*,
        at_second(opened) as opened_at,
        at_second(responded) as first_responded_at,
        at_second(resolved) as resolved_at,
        at_second(opened + delivery_seconds(customer)) as recorded_at
    from tickets

)

select
    'T' || cast((getvariable('chunk') + 1) * 10000000 + number as varchar) as ticket_id,
    customer_key(customer) as customer_id,
    opened_at,
    getvariable('priorities')[priority + 1] as priority,
    getvariable('categories')[category + 1] as category,
    if_known(first_responded_at) as first_responded_at,
    if_known(resolved_at) as resolved_at,
    case when is_known(resolved_at) then nullif(cast(score as integer), 0) end
        as satisfaction_score,
    recorded_at
from numbered
where is_known(recorded_at)
order by number
