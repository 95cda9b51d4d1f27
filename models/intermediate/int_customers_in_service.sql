{{ config(
    materialized='incremental', incremental_strategy='delete+insert', unique_key='as_of_date'
) }}

with

subscriptions as (

    select * from {{ loaded(ref('int_subscriptions_judged')) }}

),

spells as (

    select * from {{ ref('int_service_spells') }}

),

rows_in_service as (

    select
        subscriptions.*,
        dates.as_of_date,
        {{ as_known('subscriptions.cancelled_at', 'dates.as_of_date') }} as notice_given_at,
        {{ next_renewal(
            'subscriptions.renews_on', 'subscriptions.billing_period', 'dates.as_of_date'
        ) }} as next_renewal_on

    from subscriptions

    inner join {{ ref('int_dates_due') }} as dates
        on {{ known_by(
            'subscriptions.started_at', 'subscriptions.recorded_at', 'dates.as_of_date'
        ) }}
        and {{ as_known('subscriptions.ended_at', 'dates.as_of_date') }} is null

),

-- A month can hold two renewals of a monthly row: a notice up to the later one still ends it.
with_following_renewal as (

    select
        *,
        {{ next_renewal('renews_on', 'billing_period', 'next_renewal_on + 1') }}
            as following_renewal_on

    from rows_in_service

),

-- A customer with several rows at once pays for all of them; the largest names the plan.
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
        max(
            case
                when following_renewal_on <= as_of_date + 30 then following_renewal_on - as_of_date
                when next_renewal_on <= as_of_date + 30 then next_renewal_on - as_of_date
                when next_renewal_on is not null then 0
            end
        ) as decision_days_30d,
        case
            when bool_and(notice_given_at is not null) then max(notice_given_at)
        end as notice_given_at

    from with_following_renewal

    group by 1, 2

),

with_spell as (

    select
        summed.*,
        arg_max(spells.spell_started_at, spells.spell_number) as spell_started_at,
        max(spells.spell_number) as spell_number,
        count(spells.spell_number) as spell_count

    from summed

    left join spells
        on summed.customer_id = spells.customer_id
        and spells.spell_known_at < summed.as_of_date

    group by all

)

select * from with_spell
