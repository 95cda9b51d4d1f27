select
    'E' || cast((getvariable('chunk') + 1) * 100000000 + number as varchar) as event_id,
    customer_key(customer) as customer_id,
    'U' || cast((customer + getvariable('first') + 1) * 1000 + user as varchar) as user_id,
    getvariable('event_names')[name + 1] as event_name,
    at_second(occurred) as occurred_at,
    at_second(recorded) as recorded_at
from events
