with

first_attempts as (

    select
        invoice_log.*,
        row_number() over (partition by customer order by issued) as number,
        at_day(issued, second) as issued_at,
        mood = 4 as is_in_payment_episode,
        starts_failing or fail < case when mood = 4 then 0.8 else 0.02 end as has_failed
    from invoice_log

),

second_attempts as (

    select
        * replace (issued_at + interval 4 day as issued_at),
        has_failed as is_due,
        has_failed and retry < case when is_in_payment_episode then 0.75 else 0.1 end as fails_again
    from first_attempts

),

attempts as (

    select *, 0 as attempt, has_failed as is_failed from first_attempts

    union all

    select * exclude (is_due, fails_again), 1 as attempt, fails_again as is_failed
    from second_attempts
    where is_due

    union all

    select
        * exclude (is_due, fails_again)
            replace (issued_at + interval 5 day as issued_at),
        2 as attempt,
        again < case when is_in_payment_episode then 0.75 else 0.1 end as is_failed
    from second_attempts
    where fails_again

),

paid as (

    select
        *,
        cast(issued_at as date) + 14 as due_on,
        case
            when is_failed then null
            when late < case when is_in_payment_episode then 0.5 when mood = 3 then 0.2 else 0.05 end
                then issued_at + to_seconds(cast((15.5 + 20 * speed) * 86400 as bigint))
            else issued_at + to_seconds(cast(3600 + 9 * 86400 * speed * speed as bigint))
        end as paid_at
    from attempts

),

refunds as (

    select
        * replace (
            -(cents // 2) as cents,
            paid_at + interval 6 day as issued_at,
            cast(paid_at + interval 6 day as date) + 14 as due_on,
            paid_at + interval 7 day as paid_at,
            3 as attempt
        ),
        true as is_refund
    from paid
    where paid_at is not null and refund < 0.004

),

issued as (

    select *, false as is_refund from paid

    union all

    select * from refunds

),

delivered as (

    select *, issued_at + to_seconds(delivery_seconds(customer)) as recorded_at from issued

)

select
    'I' || substr(customer_key(customer), 2) || '-' || lpad(cast(number as varchar), 3, '0')
        || case attempt when 0 then '' when 3 then 'R' else '-' || attempt end as invoice_id,
    customer_key(customer) as customer_id,
    issued_at,
    due_on,
    usd(cents) as amount_usd,
    if_known(paid_at) as paid_at,
    case
        when is_refund then 'refunded'
        when is_failed then 'failed'
        when is_known(paid_at) then 'paid'
        else 'open'
    end as status,
    recorded_at
from delivered
where is_known(recorded_at)
order by customer, number, attempt
