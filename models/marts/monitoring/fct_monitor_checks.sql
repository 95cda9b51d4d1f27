{{ config(
    materialized='incremental', incremental_strategy='append',
    unique_key=['rule_name', 'subject', 'as_of_date'],
    full_refresh=false, on_schema_change='fail'
) }}

with

checks as (

    select * from {{ ref('fct_source_checks') }}

    union all by name

    select * from {{ ref('fct_outcome_checks') }}

    union all by name

    select * from {{ ref('fct_model_checks') }}

    union all by name

    select * from {{ ref('fct_programme_checks') }}

),

-- A new warehouse looks back no further than it replays history.
weeks as (

    select as_of_dates.as_of_date

    from {{ ref('int_as_of_dates') }} as as_of_dates

    where as_of_dates.is_weekly
        and as_of_dates.as_of_date >= (
            select max(every_date.as_of_date) - {{ 7 * var('backfill_weeks') }}
            from {{ ref('int_as_of_dates') }} as every_date
        )
        and {{ not_yet_recorded('as_of_dates', ['as_of_date']) }}

),

worded as (

    select
        checks.rule_name,
        checks.subject,
        checks.as_of_date,
        checks.measure,
        checks.usual_measure,
        checks.is_broken,
        replace(
            replace(
                {{ filled_template(
                    'limits.evidence_template',
                    value_text('checks.measure', 'limits.unit'),
                    value_text('checks.usual_measure', 'limits.unit')
                ) }},
                '{subject}', checks.subject
            ),
            '{detail}', coalesce(checks.detail, '')
        ) as evidence

    from checks

    inner join weeks
        on checks.as_of_date = weeks.as_of_date

    inner join {{ ref('monitor_thresholds') }} as limits
        on checks.rule_name = limits.rule_name

)

select * from worded
