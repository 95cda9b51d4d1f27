{{ config(
    materialized='incremental', incremental_strategy='append',
    unique_key=['model_version', 'as_of_date', 'top_k'],
    full_refresh=false, on_schema_change='fail'
) }}

with

agreements as (

    select * from {{ ref('ml_explanation_agreement') }}

),

recorded as (

    select
        agreements.model_version,
        cast(agreements.as_of_date as date) as as_of_date,
        cast(agreements.top_k as integer) as top_k,
        cast(agreements.sample_size as integer) as sample_size,
        agreements.overlap_share,
        agreements.ci_low,
        agreements.ci_high,
        agreements.no_skill_share,
        agreements.same_for_all_share,
        agreements.same_direction_share,
        agreements.rank_correlation

    from agreements

    where {{ not_yet_recorded('agreements', ['model_version', 'as_of_date', 'top_k']) }}

)

select * from recorded
