{{ config(
    materialized='incremental', incremental_strategy='append',
    unique_key=['customer_id', 'retention_policy'],
    full_refresh=false, on_schema_change='fail'
) }}

with

newest as (

    select max(as_of_date) as as_of_date from {{ ref('int_as_of_dates') }}

),

-- Only of the newest date: a list of the past was never seen, so nobody was drawn for it.
scores as (

    select scores.*

    from {{ ref('fct_churn_scores') }} as scores

    inner join newest
        on scores.as_of_date = newest.as_of_date

    where scores.model_role = 'champion'

),

draws as (

    select * from {{ ref('int_retention_draws') }}

),

retention_arms as (

    select * from {{ ref('retention_arms') }}

),

assigned as (

    select
        scores.customer_id,
        draws.retention_policy,
        scores.as_of_date as assigned_on_date,
        scores.risk_tier as stratum,
        {{ drawn_arm('draws', 'retention_arms.control_share') }} as arm,
        draws.salt_hash,
        scores.model_version,
        {{ planned_control_share('retention_arms.control_share') }} as control_share,
        draws.assignment_share,
        scores.churn_probability,
        scores.mrr_usd,
        draws.is_global_control

    from scores

    inner join draws
        on scores.customer_id = draws.customer_id

    inner join retention_arms
        on scores.risk_tier = retention_arms.risk_tier

    where {{ not_yet_recorded('draws', ['customer_id', 'retention_policy']) }}

)

select * from assigned
