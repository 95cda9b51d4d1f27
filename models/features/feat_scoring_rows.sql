{{ config(materialized='view') }}

with

customers as (

    select * from {{ ref('feat_customers') }}

),

rule_scores as (

    select * from {{ ref('feat_rule_scores') }}

),

scoring_rows as (

    select
        customers.customer_id,
        customers.as_of_date,
        {% for feature in feature_names() -%}
        cast(customers.{{ feature }} as float) as {{ feature }},
        {% endfor -%}
        rule_scores.rule_score

    from customers

    inner join rule_scores
        on customers.customer_id = rule_scores.customer_id
        and customers.as_of_date = rule_scores.as_of_date

    where customers.is_eligible

)

select * from scoring_rows
