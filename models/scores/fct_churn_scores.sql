{{ config(
    materialized='incremental', incremental_strategy='append',
    unique_key=['customer_id', 'as_of_date', 'model_version'],
    full_refresh=false, on_schema_change='fail'
) }}

with

scores as (

    select * from {{ ref('ml_scores_ranked') }}

),

previous_scores as (

    select * from {{ ref('ml_previous_scores') }}

),

newest as (

    select max(as_of_date) as as_of_date from {{ ref('int_as_of_dates') }}

),

compared as (

    select
        scores.customer_id,
        scores.as_of_date,
        scores.model_version,
        scores.model_role,
        scores.risk_tier,
        scores.feature_row_hash,
        scores.churn_probability,
        scores.raw_score,
        scores.base_raw_score,
        scores.base_pp,
        scores.rule_score,
        scores.risk_percentile,
        scores.risk_rank,
        scores.mrr_usd,
        scores.expected_mrr_loss_usd,
        previous_scores.previous_churn_probability,
        previous_scores.previous_rescored_probability,
        100 * (scores.churn_probability - previous_scores.previous_churn_probability) as change_pp,
        coalesce(scores.risk_tier = 'high' and previous_scores.previous_risk_tier != 'high', false)
            as has_crossed_up,
        scores.as_of_date < newest.as_of_date as is_backfill,
        scores.matures_on_date,
        cast('{{ run_started_at.strftime("%Y-%m-%d %H:%M:%S") }}' as timestamp) as scored_at

    from scores

    cross join newest

    left join previous_scores
        on scores.customer_id = previous_scores.customer_id
        and scores.as_of_date = previous_scores.as_of_date
        and scores.model_version = previous_scores.model_version

    where {{ not_yet_recorded('scores', ['customer_id', 'as_of_date', 'model_version']) }}

)

select * from compared
