{{ config(
    materialized='incremental', incremental_strategy='delete+insert', unique_key='as_of_date',
    on_schema_change='fail'
) }}

with

-- The score before a champion's score is its customer's last one, where there is a change at all.
scores as (

    select
        *,
        lag(as_of_date) over by_customer as previous_date,
        lag(model_version) over by_customer as previous_model_version

    from {{ ref('fct_churn_scores') }}

    where model_role = 'champion'
        and as_of_date >= {{ newest_built('as_of_date') }}

    window by_customer as (partition by customer_id order by as_of_date)

),

strongest as (

    select
        customer_id,
        as_of_date,
        arg_max(feature_name, (abs(moved_pp), feature_name)) as driver_feature_name,
        arg_max(moved_pp, (abs(moved_pp), feature_name)) as driver_moved_pp,
        arg_max(reason_text, (abs(moved_pp), feature_name)) as driver_text

    from {{ ref('fct_reason_changes') }}

    where as_of_date >= {{ newest_built('as_of_date') }}

    group by 1, 2

),

-- What this very model says of the date before stands between the two scores: from it to the score
-- the customer moved, and up to it the model did.
split as (

    select
        *,
        100 * (churn_probability - previous_rescored_probability) as customer_change_pp,
        100 * (previous_rescored_probability - previous_churn_probability) as model_change_pp

    from scores

    where change_pp is not null
        and previous_date is not null

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
