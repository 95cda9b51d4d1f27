with

subscriptions as (

    select
        *,
        greatest(started_at, recorded_at) as known_at

    from {{ loaded(ref('int_subscriptions_judged')) }}

),

-- Rows stand in the order in which they became known: a later record changes no earlier spell.
with_past as (

    select
        *,
        max(coalesce(ended_at, timestamp '9999-12-31')) over (
            partition by customer_id
            order by known_at, started_at, subscription_id
            rows between unbounded preceding and 1 preceding
        ) as served_until

    from subscriptions

),

-- A row that begins, and is recorded, within the days of grace continues the service before it.
-- Asking for the record as well fixes what a label knows on the day it matures.
marked as (

    select
        *,
        served_until + cast({{ var('grace_days') }} as integer) * interval 1 day as waits_until,
        coalesce(known_at > waits_until, true) as begins_spell

    from with_past

),

numbered as (

    select
        *,
        sum(cast(begins_spell as integer)) over (
            partition by customer_id
            order by known_at, started_at, subscription_id
            rows unbounded preceding
        ) as spell_number

    from marked

),

spells as (

    select
        customer_id,
        spell_number,
        min(case when begins_spell then started_at end) as spell_started_at,
        case when bool_and(ended_at is not null) then max(ended_at) end as spell_ended_at,
        min(case when begins_spell then known_at end) as spell_known_at

    from numbered

    group by 1, 2

)

select * from spells
