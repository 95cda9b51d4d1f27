with

versions as (

    select * from {{ ref('ml_versions_in_use') }}

),

as_of_dates as (

    select * from {{ ref('int_as_of_dates') }}

),

last_scored as (

    select max(as_of_date) as as_of_date from {{ ref('stg_feedback__scored_dates') }}

),

-- A date is scored by the newest models that had been trained by then; what was scored stays.
due_dates as (

    select
        as_of_dates.as_of_date,
        as_of_dates.is_newest,
        last_scored.as_of_date as last_scored_date,
        max(versions.trained_as_of_date) as trained_as_of_date

    from as_of_dates

    cross join last_scored

    inner join versions
        on as_of_dates.as_of_date >= versions.trained_as_of_date

    where last_scored.as_of_date is null
        or as_of_dates.as_of_date > last_scored.as_of_date

    group by 1, 2, 3

),

with_past as (

    select
        as_of_date,
        is_newest,
        trained_as_of_date,
        lag(as_of_date, 1, last_scored_date) over (order by as_of_date) as previous_date

    from due_dates

)

select * from with_past
