{{ config(materialized='view') }}

with

scoring_rows as (

    select * from {{ ref('feat_scoring_rows') }}

),

schedule as (

    select * from {{ ref('ml_scoring_schedule') }}

),

scheduled_rows as (

    select
        schedule.model_version,
        schedule.has_reasons,
        schedule.is_rescoring,
        scoring_rows.*

    from scoring_rows

    inner join schedule
        on scoring_rows.as_of_date = schedule.as_of_date

)

select * from scheduled_rows
