with

subscriptions as (

    select * from {{ loaded(ref('int_subscriptions_judged')) }}

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
        sum(coalesce(subscriptions.mrr_usd, 0)) as mrr_usd

    from subscriptions

    inner join months
        on subscriptions.started_at < months.month_starts_on
        and coalesce(subscriptions.ended_at, timestamp '9999-12-31') > months.month_starts_on

    group by 1, 2, 3

),

first_served as (

    select
        customer_id,
        min(started_at) as first_started_at

    from subscriptions

    group by 1

),

-- A month closes with what the next one opens with.
ends as (

    select
        month_starts_on,
        customer_id,
        mrr_usd as opening_mrr_usd,
        null as closing_mrr_usd

    from paying

    where next_month_starts_on is not null

    union all

    select
        months.month_starts_on,
        paying.customer_id,
        null as opening_mrr_usd,
        paying.mrr_usd as closing_mrr_usd

    from months

    inner join paying
        on months.next_month_starts_on = paying.month_starts_on

),

side_by_side as (

    select
        ends.month_starts_on,
        ends.customer_id,
        coalesce(sum(ends.opening_mrr_usd), 0) as opening_mrr_usd,
        coalesce(sum(ends.closing_mrr_usd), 0) as closing_mrr_usd,
        count(ends.opening_mrr_usd) > 0 as is_served_at_start,
        count(ends.closing_mrr_usd) > 0 as is_served_at_end,
        min(first_served.first_started_at) < ends.month_starts_on as has_been_served_before

    from ends

    inner join first_served
        on ends.customer_id = first_served.customer_id

    group by 1, 2

)

select * from side_by_side
