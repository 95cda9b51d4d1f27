with

outcomes as (

    select * from {{ ref('int_churn_outcomes') }}

),

crm_tasks as (

    select * from {{ loaded(ref('int_crm_tasks_judged')) }}

),

newest as (

    select max(as_of_date) as newest_as_of_date from {{ ref('int_as_of_dates') }}

),

-- Whom people contacted lately, or from the list of this very week. A later contact does not count:
-- only those who stayed until then could be contacted, so that leaving them out would leave out
-- those who stay.
contacted as (

    select distinct
        outcomes.customer_id,
        outcomes.as_of_date

    from outcomes

    inner join crm_tasks
        on outcomes.customer_id = crm_tasks.customer_id
        and crm_tasks.created_at >= outcomes.as_of_date - {{ var('contact_effect_days') }}
        and crm_tasks.created_at < outcomes.as_of_date + 7
        and {{
            known_by('crm_tasks.created_at', 'crm_tasks.recorded_at', 'outcomes.matures_on_date')
        }}

),

-- A label that has not matured is unknown, never "not churned so far".
matured as (

    select
        outcomes.customer_id,
        outcomes.as_of_date,
        outcomes.matures_on_date <= newest.newest_as_of_date as is_matured,
        case
            when outcomes.matures_on_date <= newest.newest_as_of_date and not outcomes.is_excluded
                then outcomes.churned_on_date is not null
        end as is_churned,
        case
            when outcomes.matures_on_date <= newest.newest_as_of_date
                then contacted.customer_id is not null
        end as is_contacted,
        case
            when outcomes.matures_on_date <= newest.newest_as_of_date then outcomes.churned_on_date
        end as churned_on_date,
        outcomes.matures_on_date

    from outcomes

    cross join newest

    left join contacted
        on outcomes.customer_id = contacted.customer_id
        and outcomes.as_of_date = contacted.as_of_date

)

select * from matured
