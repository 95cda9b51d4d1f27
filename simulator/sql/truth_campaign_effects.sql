select
    customer_key(customer) as customer_id,
    getvariable('campaign') as campaign,
    case when is_treated then 'treatment' else 'control' end as arm,
    getvariable('plans')[plan + 1] as segment,
    at_second(created) as enrolled_at,
    multiplier as hazard_multiplier
from enrolments
order by created, customer
