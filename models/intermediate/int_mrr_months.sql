with

subscriptions as (

    select * from {{ ref('int_subscriptions_paid') }}

),

months as (

    select
        date_day as month_starts_on,
        lead(date_day) over (order by date_day) as next_month_starts_on

    from {{ ref('int_days') }}

    where extract(day from date_day) = 1

),

-- As it was, by all that is known today: what ends at the first instant of a month is not in it.
paying as (

    select
        subscriptions.customer_id,
        months.month_starts_on,
        months.next_month_starts_on,
        sum(subscriptions.mrr_usd) as mrr_usd,
        min(subscriptions.first_started_at) as first_started_at

    from subscriptions

    inner join months
        on subscriptions.started_at < months.month_starts_on
        and subscriptions.paid_until > months.month_starts_on

    group by 1, 2, 3

),

-- A month closes with what the next one opens with.
opened_and_closed as (

    select
        month_starts_on,
        customer_id,
        first_started_at,
        mrr_usd as opening_mrr_usd,
        null as closing_mrr_usd

    from paying

    where next_month_starts_on is not null

    union all

    select
        months.month_starts_on,
        paying.customer_id,
        paying.first_started_at,
        null as opening_mrr_usd,
        paying.mrr_usd as closing_mrr_usd

    from months

    inner join paying
        on months.next_month_starts_on = paying.month_starts_on

),

side_by_side as (

    select
        month_starts_on,
        customer_id,
        coalesce(sum(opening_mrr_usd), 0) as opening_mrr_usd,
        coalesce(sum(closing_mrr_usd), 0) as closing_mrr_usd,
        count(opening_mrr_usd) > 0 as is_served_at_start,
        count(closing_mrr_usd) > 0 as is_served_at_end,
        min(first_started_at) < month_starts_on as has_been_served_before

    from opened_and_closed

    group by 1, 2

)

select * from side_by_side
