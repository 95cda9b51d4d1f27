select
    customer_key(customer) as customer_id,
    cast(at_day(ends, 0) as date) as ended_on,
    getvariable('causes')[cause + 2] as cause,
    case when cause >= 0 then cast(at_day(episode, 0) as date) end as episode_started_on,
    cast(at_day(notice, 0) as date) as cancelled_on
from notices
order by notice, customer
