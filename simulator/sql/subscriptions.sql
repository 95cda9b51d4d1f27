with

numbered as (

    select
        terms.*,
        row_number() over (partition by customer order by start, second) as term,
        lead(start) over (partition by customer, spell order by start, second) as next_start
    from terms

),

joined as (

    select
        numbered.*,
        at_day(numbered.start, numbered.second) as started_at,
        case
            when numbered.next_start is null then at_day(notices.notice, notices.second)
        end as cancelled_at,
        at_day(coalesce(numbered.next_start, notices.ends), 0) as ended_at,
        at_day(numbered.start, numbered.second) + to_seconds(delivery_seconds(numbered.customer))
            as recorded_at
    from numbered
    left join notices
        on numbered.customer = notices.customer and numbered.spell = notices.spell

)

select
    'S' || substr(customer_key(customer), 2) || '-' || lpad(cast(term as varchar), 2, '0')
        as subscription_id,
    customer_key(customer) as customer_id,
    getvariable('plans')[plan + 1] as plan_name,
    case when is_annual then 'annual' else 'monthly' end as billing_period,
    usd(mrr_cents) as mrr_usd,
    seats as seat_count,
    started_at,
    cast(at_day(renews, 0) as date) as renews_on,
    cancelled_at,
    if_known(ended_at) as ended_at,
    recorded_at
from joined
where is_known(recorded_at)
order by customer, term
