with

versions as (

    select * from {{ ref('ml_versions_in_use') }}

),

as_of_dates as (

    select * from {{ ref('int_as_of_dates') }}

),

scored_dates as (

    select * from {{ ref('stg_feedback__scored_dates') }}

),

-- A date is scored by the newest models that had been trained by then; what was scored stays.
due_dates as (

    select
        as_of_dates.as_of_date,
        as_of_dates.is_newest,
        max(versions.trained_as_of_date) as trained_as_of_date

    from as_of_dates

    inner join versions
        on as_of_dates.as_of_date >= versions.trained_as_of_date

    left join scored_dates
        on as_of_dates.as_of_date = scored_dates.as_of_date

    where scored_dates.as_of_date is null
        and as_of_dates.as_of_date > coalesce(
            (select max(scored_dates.as_of_date) from scored_dates), date '0001-01-01'
        )

    group by 1, 2

),

published as (

    select
        due_dates.as_of_date,
        versions.model_version,
        versions.stage = 'champion' or due_dates.is_newest as has_reasons,
        false as is_rescoring

    from due_dates

    inner join versions
        on due_dates.trained_as_of_date = versions.trained_as_of_date

),

with_past as (

    select
        due_dates.as_of_date,
        due_dates.trained_as_of_date,
        coalesce(
            lag(due_dates.as_of_date) over (order by due_dates.as_of_date),
            (select max(scored_dates.as_of_date) from scored_dates)
        ) as previous_date

    from due_dates

),

-- Where the model changed between two dates, the new one also scores the earlier date: the difference
-- tells whether the customer moved or the model.
rescored as (

    select
        with_past.previous_date as as_of_date,
        versions.model_version,
        false as has_reasons,
        true as is_rescoring

    from with_past

    inner join versions
        on with_past.trained_as_of_date = versions.trained_as_of_date
        and versions.trained_as_of_date > with_past.previous_date
        and versions.stage = 'champion'

),

scheduled as (

    select * from published

    union all

    select * from rescored

)

select * from scheduled
