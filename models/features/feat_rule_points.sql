{{ config(materialized='view') }}

with

customers as (

    select * from {{ ref('feat_customers') }}

),

risk_rules as (

    select * from {{ ref('risk_rules') }}

),

valued as (

    select
        customers.customer_id,
        customers.as_of_date,
        risk_rules.rule_id,
        risk_rules.feature_name,
        {{ feature_value('risk_rules.feature_name', 'customers') }} as feature_value,
        risk_rules.comparison,
        risk_rules.threshold,
        risk_rules.points,
        risk_rules.reason_template

    from customers

    cross join risk_rules

),

met as (

    select
        customer_id,
        as_of_date,
        rule_id,
        feature_name,
        feature_value,
        cast(points as bigint) as points,
        reason_template

    from valued

    where {{ is_rule_met('feature_value', 'comparison', 'threshold') }}

)

select * from met
