with

of_mondays as (

    select * from {{ ref('int_usage_lifetimes_weekly') }}

),

of_newest_date as (

    select * from {{ ref('int_usage_lifetimes_newest') }}

),

lifetimes as (

    select * from of_mondays

    union all

    select * from of_newest_date

)

select * from lifetimes
