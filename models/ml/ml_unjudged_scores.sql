{{ config(materialized='view') }}

with

previous_scores as (

    select * from {{ ref('stg_feedback__unjudged_scores') }}

),

new_scores as (

    select
        customer_id,
        cast(as_of_date as date) as as_of_date,
        model_version,
        churn_probability

    from {{ ref('ml_churn_scores') }}

    where not is_rescoring

),

judged_dates as (

    select *

    from {{ ref('stg_feedback__judged_dates') }}

    where data_split = 'walk_forward'

),

-- A build that was killed may have recorded, or judged, scores that are made again now: they
-- count once.
unrecorded_scores as (

    select new_scores.*

    from new_scores

    left join previous_scores
        on new_scores.customer_id = previous_scores.customer_id
        and new_scores.as_of_date = previous_scores.as_of_date
        and new_scores.model_version = previous_scores.model_version

    left join judged_dates
        on new_scores.as_of_date = judged_dates.as_of_date

    where previous_scores.customer_id is null
        and judged_dates.as_of_date is null

),

unjudged_scores as (

    select * from previous_scores

    union all

    select * from unrecorded_scores

)

select * from unjudged_scores
