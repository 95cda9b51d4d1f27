{{ config(
    materialized='incremental', incremental_strategy='delete+insert', unique_key='as_of_date',
    on_schema_change='fail'
) }}

with

-- Customers with as many points are taken in an order that has nothing to do with their risk.
scores as (

    select
        customer_id,
        as_of_date,
        risk_rank,
        row_number() over (
            partition by as_of_date
            order by rule_score desc, {{ hash_share('customer_id') }} asc, customer_id asc
        ) as rule_rank,
        {{ var('contact_capacity_share') }} * count(*) over (partition by as_of_date) as capacity

    from {{ ref('fct_churn_scores') }}

    where model_role = 'champion'
        and as_of_date >= {{ newest_built('as_of_date') }}

),

listed as (

    {% for method, rank in [('champion', 'risk_rank'), ('rule', 'rule_rank')] -%}
    select
        '{{ method }}' as method,
        customer_id,
        as_of_date,
        {{ rank }} as list_rank

    from scores

    where {{ rank }} <= capacity
    {% if not loop.last %}
    union all

    {% endif -%}
    {% endfor %}
)

select * from listed
