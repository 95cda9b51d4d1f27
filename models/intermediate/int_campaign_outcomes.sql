with

newest as (

    select max(as_of_date) as newest_as_of_date from {{ ref('int_as_of_dates') }}

),

arms as (

    select * from {{ ref('int_campaign_arms') }}

),

crm_tasks as (

    select * from {{ loaded(ref('int_crm_tasks_judged')) }}

),

spells as (

    select * from {{ ref('int_service_spells') }}

),

-- Everybody who was drawn counts where he was drawn; who had left before the draw was no customer.
served as (

    select
        arms.*,
        newest.newest_as_of_date,
        arms.assigned_on_date + {{ var('contact_effect_days') + var('grace_days') + 1 }}
            as matures_on_date,
        min(cast(spells.spell_ended_at as date)) as service_ended_on

    from arms

    cross join newest

    inner join spells
        on arms.customer_id = spells.customer_id
        and cast(spells.spell_started_at as date) <= arms.assigned_on_date
        and coalesce(cast(spells.spell_ended_at as date), date '9999-12-31')
        >= arms.assigned_on_date

    group by all

),

contacted as (

    select distinct
        served.policy,
        served.customer_id

    from served

    inner join crm_tasks
        on served.customer_id = crm_tasks.customer_id
        and served.assigned_on_date <= crm_tasks.created_at
        and served.assigned_on_date + {{ var('contact_effect_days') }} >= crm_tasks.created_at
        and {{ known_by(
            'crm_tasks.created_at', 'crm_tasks.recorded_at',
            'least(served.matures_on_date, served.newest_as_of_date)'
        ) }}

),

judged as (

    select
        served.policy,
        served.customer_id,
        served.stratum,
        served.arm,
        served.control_share,
        served.churn_probability,
        served.mrr_usd,
        served.assigned_on_date,
        served.matures_on_date,
        contacted.customer_id is not null as is_contacted,
        served.matures_on_date <= served.newest_as_of_date as is_matured,
        case
            when
                served.matures_on_date <= served.newest_as_of_date
                and served.service_ended_on
                <= served.assigned_on_date + {{ var('contact_effect_days') }}
                then served.service_ended_on
        end as churned_on_date

    from served

    left join contacted
        on served.policy = contacted.policy
        and served.customer_id = contacted.customer_id

)

select * from judged
