{{ config(
    materialized='incremental', incremental_strategy='delete+insert', unique_key='as_of_date',
    on_schema_change='fail'
) }}

with

customers as (

    select * from {{ ref('int_customers_due') }}

),

{% for family in ['usage', 'billing', 'support', 'contract'] -%}
{{ family }} as (

    select * from {{ ref('feat_customer_' ~ family) }}

),

{% endfor -%}
widened as (

    select
        customers.customer_id,
        customers.as_of_date,
        customers.industry,
        customers.region,
        customers.company_size,
        customers.plan_name,
        customers.tenure_band,
        customers.ineligible_reason,
        customers.is_eligible,
        customers.is_weekly,
        {% for family in ['usage', 'billing', 'support', 'contract'] -%}
        {% for feature in feature_names(family) -%}
        {{ family }}.{{ feature }},
        {% endfor -%}
        {% endfor -%}
        customers.notice_given_on

    from customers

    {% for family in ['usage', 'billing', 'support', 'contract'] -%}
    inner join {{ family }}
        on customers.customer_id = {{ family }}.customer_id
        and customers.as_of_date = {{ family }}.as_of_date

    {% endfor -%}
),

fingerprinted as (

    select
        *,
        -- As a JSON array, since writing it as text takes twice the time.
        md5(cast(to_json(row({{ feature_names() | join(', ') }})) as varchar)) as feature_row_hash

    from widened

)

select * from fingerprinted
