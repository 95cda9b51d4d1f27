{{ config(
    materialized='incremental', incremental_strategy='delete+insert', unique_key='as_of_date',
    on_schema_change='fail'
) }}

with

all_customers as (

    select * from {{ ref('feat_customers') }}

),

dates_due as (

    select * from {{ ref('int_dates_due') }}

),

customers as (

    select all_customers.*

    from all_customers

    inner join dates_due
        on all_customers.as_of_date = dates_due.as_of_date

),

risk_rules as (

    select * from {{ ref('risk_rules') }}

),

valued as (

    select
        customers.customer_id,
        customers.as_of_date,
        {{ feature_value('risk_rules.feature_name', 'customers') }} as feature_value,
        risk_rules.comparison,
        risk_rules.threshold,
        risk_rules.points

    from customers

    cross join risk_rules

),

judged as (

    select
        customer_id,
        as_of_date,
        points,
        {{ is_rule_met('feature_value', 'comparison', 'threshold') }} as is_met

    from valued

),

scored as (

    select
        customer_id,
        as_of_date,
        cast(coalesce(sum(points) filter (where is_met), 0) as double) as rule_score

    from judged

    group by 1, 2

)

select * from scored
