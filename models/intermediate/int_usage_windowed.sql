{{ config(
    materialized='batched', batched_by='int_customers_due', rows_per_batch=var('rows_per_batch')
) }}
-- depends_on: {{ ref('int_customers_due') }}

with

of_mondays as (

    select * from {{ ref('int_usage_windowed_weekly') }}

),

of_newest_date as (

    select * from {{ ref('int_usage_windowed_newest') }}

),

windowed as (

    select * from of_mondays

    union all by name

    select * from of_newest_date

)

select * from windowed
