with

spells as (

    select *

    from {{ ref('int_service_spells') }}

    where spell_ended_at is not null

),

subscriptions as (

    select * from {{ loaded(ref('int_subscriptions_judged')) }}

),

-- The row that ended last ended the service: its notice was the decision, or else its end.
decided as (

    select
        spells.customer_id,
        spells.spell_number,
        min(cast(least(subscriptions.cancelled_at, subscriptions.ended_at) as date)) as decided_on

    from spells

    inner join subscriptions
        on spells.customer_id = subscriptions.customer_id
        and spells.spell_ended_at = subscriptions.ended_at

    group by 1, 2

)

select * from decided
