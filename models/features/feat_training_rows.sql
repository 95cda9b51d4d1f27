{{ config(materialized='view') }}

with

customers as (

    select * from {{ ref('feat_customers') }}

),

labels as (

    select * from {{ ref('feat_churn_labels') }}

),

rule_scores as (

    select * from {{ ref('feat_rule_scores') }}

),

-- Where the rows are too many to learn from, each date keeps the same share of customers for ever.
samples as (

    select
        as_of_date,
        {{ var('training_max_rows') / var('training_weeks') }} / count(*) as sample_share

    from labels

    where is_churned is not null

    group by 1

),

training_rows as (

    select
        customers.customer_id,
        customers.as_of_date,
        labels.matures_on_date,
        labels.is_churned,
        customers.industry,
        customers.region,
        customers.company_size,
        customers.plan_name,
        customers.tenure_band,
        {% for feature in feature_names() -%}
        cast(customers.{{ feature }} as float) as {{ feature }},
        {% endfor -%}
        rule_scores.rule_score

    from customers

    inner join labels
        on customers.customer_id = labels.customer_id
        and customers.as_of_date = labels.as_of_date

    inner join rule_scores
        on customers.customer_id = rule_scores.customer_id
        and customers.as_of_date = rule_scores.as_of_date

    inner join samples
        on customers.as_of_date = samples.as_of_date

    where customers.is_eligible
        and customers.is_weekly
        and labels.is_churned is not null
        -- A customer who was saved must not teach the model that customers like them stay.
        and not labels.is_contacted
        and {{ hash_share('customers.customer_id') }} < samples.sample_share

)

select * from training_rows
