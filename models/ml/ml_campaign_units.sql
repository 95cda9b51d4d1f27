with

outcomes as (

    select * from {{ ref('int_campaign_outcomes') }}

),

as_of_dates as (

    select as_of_date from {{ ref('int_as_of_dates') }}

),

customers as (

    select * from {{ ref('feat_customers') }}

),

rule_scores as (

    select * from {{ ref('feat_rule_scores') }}

),

assignment_dates as (

    select distinct assigned_on_date from outcomes

),

-- The newest date of which anything was known when the arm was drawn.
known_dates as (

    select
        assignment_dates.assigned_on_date,
        max(as_of_dates.as_of_date) as known_on_date

    from assignment_dates

    inner join as_of_dates
        on assignment_dates.assigned_on_date >= as_of_dates.as_of_date

    group by 1

),

-- No model scored the programmes of the past, so there the rule says how likely one was to leave.
described as (

    select
        outcomes.policy,
        outcomes.customer_id,
        outcomes.stratum,
        outcomes.arm,
        customers.company_size,
        customers.industry,
        customers.plan_name,
        customers.region,
        customers.tenure_band,
        coalesce(outcomes.churn_probability, rule_scores.rule_score) as covariate,
        outcomes.control_share,
        coalesce(outcomes.mrr_usd, customers.mrr_usd) as mrr_usd,
        outcomes.is_contacted,
        outcomes.is_matured,
        case when outcomes.is_matured then outcomes.churned_on_date is not null end as is_churned,
        outcomes.assigned_on_date,
        outcomes.matures_on_date,
        outcomes.churned_on_date

    from outcomes

    left join known_dates
        on outcomes.assigned_on_date = known_dates.assigned_on_date

    left join customers
        on outcomes.customer_id = customers.customer_id
        and known_dates.known_on_date = customers.as_of_date

    left join rule_scores
        on outcomes.customer_id = rule_scores.customer_id
        and known_dates.known_on_date = rule_scores.as_of_date

)

select * from described
