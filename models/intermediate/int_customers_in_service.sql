with

subscriptions as (

    select * from {{ loaded(ref('int_subscriptions_judged')) }}

),

as_of_dates as (

    select * from {{ ref('int_as_of_dates') }}

),

spells as (

    select * from {{ ref('int_service_spells') }}

),

rows_in_service as (

    select
        subscriptions.*,
        as_of_dates.as_of_date,
        {{ as_known('subscriptions.cancelled_at', 'as_of_dates.as_of_date') }} as notice_given_at,
        {{ next_renewal('subscriptions.renews_on', 'subscriptions.billing_period', 'as_of_dates.as_of_date') }}
            as next_renewal_on

    from subscriptions

    inner join as_of_dates
        on {{ known_by('subscriptions.started_at', 'subscriptions.recorded_at', 'as_of_dates.as_of_date') }}
        and {{ as_known('subscriptions.ended_at', 'as_of_dates.as_of_date') }} is null

),

-- A customer with several rows at once pays for all of them; the largest gives its name to the plan.
summed as (

    select
        customer_id,
        as_of_date,
        arg_max(plan_name, (mrr_usd, subscription_id)) as plan_name,
        sum(mrr_usd) as mrr_usd,
        sum(seat_count) as seat_count,
        count(*) as subscription_count,
        bool_or(billing_period = 'annual') as has_annual_billing,
        min(next_renewal_on) as next_renewal_on,
        min(started_at) as first_started_at,
        case when bool_and(notice_given_at is not null) then max(notice_given_at) end as notice_given_at

    from rows_in_service

    group by 1, 2

),

with_spell as (

    select
        summed.*,
        max(spells.spell_started_at) as spell_started_at,
        count(spells.spell_number) as spell_count

    from summed

    left join spells
        on summed.customer_id = spells.customer_id
        and spells.spell_known_at < summed.as_of_date

    group by all

)

select * from with_spell
