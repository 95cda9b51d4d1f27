select
    getvariable('campaign') as campaign_id,
    customer_key(customer) as customer_id,
    case when is_treated then 'treatment' else 'control' end as arm,
    at_second(created) as assigned_at,
    getvariable('campaign_control_share') as control_share,
    at_second(created + delivery_seconds(customer)) as recorded_at
from enrolments
where is_known(at_second(created + delivery_seconds(customer)))
order by number
