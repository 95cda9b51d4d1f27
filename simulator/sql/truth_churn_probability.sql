select
    customer_key(customer) as customer_id,
    cast(at_day(day, 0) as date) as as_of_date,
    probability as churn_probability_30d
from snapshots
order by day, customer
