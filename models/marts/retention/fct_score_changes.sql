{{ config(materialized='incremental', incremental_strategy='delete+insert', unique_key='as_of_date', on_schema_change='fail') }}

with

scores as (

    select * from {{ ref('fct_churn_scores') }} where model_role = 'champion'

),

reasons as (

    select * from {{ ref('fct_churn_score_reasons') }} where feature_name != 'other'

),

date_pairs as (

    select
        as_of_date,
        lag(as_of_date) over (order by as_of_date) as previous_date

    from scores

    group by 1

),

new_scores as (

    select
        scores.*,
        date_pairs.previous_date,
        previous.model_version as previous_model_version

    from scores

    inner join date_pairs
        on scores.as_of_date = date_pairs.as_of_date

    inner join scores as previous
        on scores.customer_id = previous.customer_id
        and date_pairs.previous_date = previous.as_of_date
    {% if is_incremental() %}
    where scores.as_of_date > (select max(built.as_of_date) from {{ this }} as built)
    {% endif %}
),

-- Reasons of two dates can be told apart only where one model gave both.
moved_reasons as (

    select
        new_scores.customer_id,
        new_scores.as_of_date,
        reasons.feature_name,
        reasons.contribution_pp - previous.contribution_pp as moved_pp,
        reasons.reason_text

    from new_scores

    inner join reasons
        on new_scores.customer_id = reasons.customer_id
        and new_scores.as_of_date = reasons.as_of_date
        and new_scores.model_version = reasons.model_version

    inner join reasons as previous
        on new_scores.customer_id = previous.customer_id
        and new_scores.previous_date = previous.as_of_date
        and new_scores.model_version = previous.model_version
        and reasons.feature_name = previous.feature_name

),

strongest as (

    select
        customer_id,
        as_of_date,
        arg_max(feature_name, (abs(moved_pp), feature_name)) as driver_feature_name,
        arg_max(moved_pp, (abs(moved_pp), feature_name)) as driver_moved_pp,
        arg_max(reason_text, (abs(moved_pp), feature_name)) as driver_text

    from moved_reasons

    group by 1, 2

),

split as (

    select
        *,
        100 * (churn_probability - previous_rescored_probability) as customer_change_pp,
        100 * (previous_rescored_probability - previous_churn_probability) as model_change_pp

    from new_scores

),

explained as (

    select
        split.customer_id,
        split.as_of_date,
        split.model_version,
        split.previous_date,
        split.previous_model_version,
        split.churn_probability,
        split.previous_churn_probability,
        split.change_pp,
        split.customer_change_pp,
        split.model_change_pp,
        strongest.driver_feature_name,
        {{ change_text('split', 'strongest') }} as change_text

    from split

    left join strongest
        on split.customer_id = strongest.customer_id
        and split.as_of_date = strongest.as_of_date

)

select * from explained
