{{ config(
    materialized='incremental', incremental_strategy='append', full_refresh=false, on_schema_change='fail'
) }}

with

new_scores as (

    select * from {{ ref('ml_scores_ranked') }}

),

rescored as (

    select
        customer_id,
        cast(as_of_date as date) as as_of_date,
        model_version,
        churn_probability

    from {{ ref('ml_churn_scores') }}

    where is_rescoring

),

newest as (

    select max(as_of_date) as as_of_date from {{ ref('int_as_of_dates') }}

),

champion_scores as (

    select
        customer_id,
        as_of_date,
        model_version,
        churn_probability,
        risk_tier

    from {{ ref('stg_feedback__newest_scores') }}

    where model_role = 'champion'

    union all

    select
        customer_id,
        as_of_date,
        model_version,
        churn_probability,
        risk_tier

    from new_scores

    where model_role = 'champion'

),

date_pairs as (

    select
        as_of_date,
        lag(as_of_date) over (order by as_of_date) as previous_date

    from champion_scores

    group by 1

),

compared as (

    select
        new_scores.customer_id,
        new_scores.as_of_date,
        new_scores.model_version,
        new_scores.model_role,
        new_scores.risk_tier,
        new_scores.feature_row_hash,
        new_scores.churn_probability,
        new_scores.raw_score,
        new_scores.base_raw_score,
        new_scores.base_pp,
        new_scores.rule_score,
        new_scores.risk_percentile,
        new_scores.risk_rank,
        new_scores.mrr_usd,
        new_scores.expected_mrr_loss_usd,
        previous.churn_probability as previous_churn_probability,
        coalesce(
            rescored.churn_probability,
            case when previous.model_version = new_scores.model_version then previous.churn_probability end
        ) as previous_rescored_probability,
        100 * (new_scores.churn_probability - previous.churn_probability) as change_pp,
        coalesce(new_scores.risk_tier = 'high' and previous.risk_tier != 'high', false) as has_crossed_up,
        new_scores.as_of_date < newest.as_of_date as is_backfill,
        new_scores.matures_on_date,
        cast('{{ run_started_at.strftime("%Y-%m-%d %H:%M:%S") }}' as timestamp) as scored_at

    from new_scores

    cross join newest

    left join date_pairs
        on new_scores.as_of_date = date_pairs.as_of_date
        and new_scores.model_role = 'champion'

    left join champion_scores as previous
        on new_scores.customer_id = previous.customer_id
        and date_pairs.previous_date = previous.as_of_date

    left join rescored
        on new_scores.customer_id = rescored.customer_id
        and date_pairs.previous_date = rescored.as_of_date
        and new_scores.model_version = rescored.model_version

    where {{ not_yet_recorded('new_scores', ['customer_id', 'as_of_date', 'model_version']) }}

)

select * from compared
