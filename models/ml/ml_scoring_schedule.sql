with

dates_due as (

    select * from {{ ref('ml_dates_due') }}

),

versions as (

    select * from {{ ref('ml_versions_in_use') }}

),

published as (

    select
        dates_due.as_of_date,
        versions.model_version,
        versions.stage = 'champion' or dates_due.is_newest as has_reasons,
        false as is_rescoring

    from dates_due

    inner join versions
        on dates_due.trained_as_of_date = versions.trained_as_of_date

),

-- Where the model changed between two dates, the new one also scores the earlier date: the
-- difference tells whether the customer moved or the model.
rescored as (

    select
        dates_due.previous_date as as_of_date,
        versions.model_version,
        false as has_reasons,
        true as is_rescoring

    from dates_due

    inner join versions
        on dates_due.trained_as_of_date = versions.trained_as_of_date
        and dates_due.previous_date < versions.trained_as_of_date
        and versions.stage = 'champion'

),

scheduled as (

    select * from published

    union all

    select * from rescored

)

select * from scheduled
