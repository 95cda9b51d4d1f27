with

as_of_dates as (

    select * from {{ ref('int_as_of_dates') }}

),

built_dates as (

    select * from {{ ref('stg_feedback__feature_dates') }}

),

-- What was known on a date never changes, so a date is built once.
due_dates as (

    select
        as_of_dates.as_of_date,
        as_of_dates.is_weekly,
        as_of_dates.is_newest

    from as_of_dates

    left join built_dates
        on as_of_dates.as_of_date = built_dates.as_of_date

    where built_dates.as_of_date is null

)

select * from due_dates
