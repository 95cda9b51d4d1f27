with

numbered as (

    select
        enrolments.*,
        at_second(created) as created_at,
        at_second(created + 3600 + cast(8 * 86400 * delay as bigint)) as completed_at,
        at_second(created + delivery_seconds(customer)) as recorded_at
    from enrolments

),

worked as (

    select
        *,
        status < 0.86 and is_known(completed_at) as is_completed
    from numbered
    where is_treated

)

select
    'K' || cast((getvariable('chunk') + 1) * 1000000 + number as varchar) as task_id,
    customer_key(customer) as customer_id,
    created_at,
    case
        when is_completed then 'completed'
        when status >= 0.94 then 'cancelled'
        else 'open'
    end as status,
    case when is_completed then completed_at end as completed_at,
    case
        when not is_completed then null
        when disposition < 0.40 then 'reached_interested'
        when disposition < 0.65 then 'reached_not_interested'
        when disposition < 0.95 then 'no_answer'
        else 'wrong_contact'
    end as disposition,
    case when is_completed and disposition < 0.65 then helpful < 0.62 end as was_reason_helpful,
    case when plan < 2 then 'customer_success' else 'sales' end as team,
    cast(created_at as date) + 5 as due_on,
    recorded_at
from worked
where is_known(recorded_at)
order by number
