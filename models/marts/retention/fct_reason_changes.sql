{{ config(
    materialized='incremental', incremental_strategy='delete+insert', unique_key='as_of_date',
    on_schema_change='fail'
) }}

with

-- The score before a champion's score is its customer's last one, where there is a change at all.
scores as (

    select
        customer_id,
        as_of_date,
        model_version,
        change_pp,
        lag(as_of_date) over (partition by customer_id order by as_of_date) as previous_date

    from {{ ref('fct_churn_scores') }}

    where model_role = 'champion'
        and as_of_date >= {{ newest_built('as_of_date') }}
),

-- Several rules may speak of one feature, so reasons are added up by feature.
reasons as (

    select
        customer_id,
        as_of_date,
        model_version,
        feature_name,
        sum(contribution_pp order by reason_rank) as contribution_pp,
        arg_min(reason_text, reason_rank) as reason_text

    from {{ ref('fct_churn_score_reasons') }}

    where feature_name != 'other'
        and as_of_date >= {{ newest_built('as_of_date') }}

    group by 1, 2, 3, 4

),

-- Reasons of two dates can be told apart only where one model gave both.
compared as (

    select
        scores.customer_id,
        scores.as_of_date,
        reasons.feature_name,
        scores.previous_date,
        past_reasons.contribution_pp as previous_contribution_pp,
        reasons.contribution_pp,
        reasons.contribution_pp - past_reasons.contribution_pp as moved_pp,
        reasons.reason_text

    from scores

    inner join reasons
        on scores.customer_id = reasons.customer_id
        and scores.as_of_date = reasons.as_of_date
        and scores.model_version = reasons.model_version

    inner join reasons as past_reasons
        on scores.customer_id = past_reasons.customer_id
        and scores.previous_date = past_reasons.as_of_date
        and scores.model_version = past_reasons.model_version
        and reasons.feature_name = past_reasons.feature_name

    where scores.change_pp is not null

)

select * from compared
