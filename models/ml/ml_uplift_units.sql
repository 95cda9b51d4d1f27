{{ config(materialized='view') }}

with

units as (

    select *

    from {{ ref('int_campaign_units') }}

    where is_matured

),

customers as (

    select * from {{ ref('feat_customers') }}

),

-- What was known when the arm was drawn: the newest features up to that morning.
dated as (

    select
        units.*,
        max(customers.as_of_date) as as_of_date

    from units

    inner join customers
        on units.customer_id = customers.customer_id
        and units.assigned_on_date >= customers.as_of_date

    group by all

),

described as (

    select
        dated.policy,
        dated.customer_id,
        dated.stratum,
        dated.arm,
        dated.covariate,
        dated.is_churned,
        {% for family in ['usage', 'billing', 'support', 'contract'] -%}
        {% for feature in feature_names(family) -%}
        customers.{{ feature }},
        {% endfor -%}
        {% endfor -%}
        customers.as_of_date

    from dated

    inner join customers
        on dated.customer_id = customers.customer_id
        and dated.as_of_date = customers.as_of_date

)

select * from described
