with

unjudged_scores as (

    select * from {{ ref('ml_unjudged_scores') }}

),

labels as (

    select * from {{ ref('feat_churn_labels') }}

),

customers as (

    select * from {{ ref('feat_customers') }}

),

crm_tasks as (

    select * from {{ loaded(ref('int_crm_tasks_judged')) }}

),

-- A cohort is judged once every label of it has matured, and not before.
matured_dates as (

    select as_of_date

    from labels

    group by 1

    having bool_and(is_matured)

),

-- Whom somebody contacted while the outcome was open, as known when it was closed.
contacted as (

    select distinct
        labels.customer_id,
        labels.as_of_date

    from labels

    inner join crm_tasks
        on labels.customer_id = crm_tasks.customer_id
        and labels.as_of_date <= crm_tasks.created_at
        and labels.as_of_date + {{ var('horizon_days') }} >= cast(crm_tasks.created_at as date)
        and {{ known_by(
            'crm_tasks.created_at', 'crm_tasks.recorded_at', 'labels.matures_on_date'
        ) }}

),

matured as (

    select
        unjudged_scores.customer_id,
        unjudged_scores.as_of_date,
        unjudged_scores.model_version,
        unjudged_scores.churn_probability,
        labels.is_churned,
        customers.industry,
        customers.region,
        customers.company_size,
        customers.plan_name,
        customers.tenure_band,
        contacted.customer_id is not null as is_contacted

    from unjudged_scores

    inner join matured_dates
        on unjudged_scores.as_of_date = matured_dates.as_of_date

    inner join labels
        on unjudged_scores.customer_id = labels.customer_id
        and unjudged_scores.as_of_date = labels.as_of_date

    left join customers
        on unjudged_scores.customer_id = customers.customer_id
        and unjudged_scores.as_of_date = customers.as_of_date

    left join contacted
        on unjudged_scores.customer_id = contacted.customer_id
        and unjudged_scores.as_of_date = contacted.as_of_date

    where labels.is_churned is not null

)

select * from matured
