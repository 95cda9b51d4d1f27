{{ config(
    materialized='incremental', incremental_strategy='append', unique_key='as_of_date',
    full_refresh=false, on_schema_change='fail'
) }}

with

decisions as (

    select * from {{ ref('int_retraining_decisions') }}

),

recorded as (

    select
        decisions.as_of_date,
        decisions.decision,
        decisions.reason,
        decisions.evidence

    from decisions

    where {{ not_yet_recorded('decisions', ['as_of_date']) }}

)

select * from recorded
