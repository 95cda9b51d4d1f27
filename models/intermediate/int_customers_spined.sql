{%- set is_inactivity = var('label_kind') == 'inactivity' -%}
{#- Every branch stands in the graph: a unit test of the other one needs its inputs built. -#}
{{ config(
    materialized='incremental', incremental_strategy='delete+insert', unique_key='as_of_date'
) }}
-- depends_on: {{ ref('int_customers_active') }}, {{ ref('int_customers_in_service') }}

with

customers as (

    select * from {{ loaded(ref('int_customers_judged')) }}

),

in_service as (

    select * from {{ ref('int_customers_in_service') }}

),

population as (

    select
        candidates.customer_id,
        candidates.as_of_date

    from
        {{ ref('int_customers_active') if is_inactivity else ref('int_customers_in_service') }}
            as candidates

    inner join {{ ref('int_dates_due') }} as dates_due
        on candidates.as_of_date = dates_due.as_of_date

),

described as (

    select
        population.customer_id,
        population.as_of_date,
        customers.industry,
        customers.region,
        customers.employee_count,
        in_service.plan_name,
        in_service.mrr_usd,
        in_service.notice_given_at,
        coalesce(in_service.spell_started_at, customers.signed_up_at) as serving_since_at

    from population

    inner join customers
        on population.customer_id = customers.customer_id
        and {{ known_by(
            'customers.signed_up_at', 'customers.recorded_at', 'population.as_of_date'
        ) }}

    left join in_service
        on population.customer_id = in_service.customer_id
        and population.as_of_date = in_service.as_of_date

),

-- Who has given notice has decided already, and who has just come has no past to learn from.
judged as (

    select
        *,
        as_of_date - cast(serving_since_at as date) as tenure_days,
        case
            when notice_given_at is not null then 'notice_given'
            when tenure_days < {{ var('minimum_tenure_days') }} then 'too_new'
        end as ineligible_reason

    from described

),

spined as (

    select
        * exclude (notice_given_at, serving_since_at),
        cast(notice_given_at as date) as notice_given_on,
        {{ company_size('employee_count') }} as company_size,
        case
            when tenure_days < 90 then 'below 3 months'
            when tenure_days < 365 then '3 to 12 months'
            else 'over a year'
        end as tenure_band,
        ineligible_reason is null as is_eligible

    from judged

)

select * from spined
