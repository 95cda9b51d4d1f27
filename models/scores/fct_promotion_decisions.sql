{{ config(
    materialized='incremental', incremental_strategy='append',
    unique_key=['trained_as_of_date', 'outcome'],
    full_refresh=false, on_schema_change='fail'
) }}

with

new_versions as (

    select
        cast(trained_as_of_date as date) as trained_as_of_date,
        model_version,
        stage,
        decided_by,
        report ->> '$.decision.outcome' as outcome,
        report ->> '$.decision.champion' as kept_version,
        report ->> '$.decision.reason' as reason

    from {{ ref('ml_model_versions') }}

),

-- Every version of a training tells the same decision.
decisions as (

    select
        trained_as_of_date,
        outcome,
        decided_by,
        reason,
        coalesce(max(model_version) filter (where stage = 'champion'), max(kept_version))
            as champion_version

    from new_versions

    group by 1, 2, 3, 4

),

recorded as (

    select decisions.*

    from decisions

    where {{ not_yet_recorded('decisions', ['trained_as_of_date', 'outcome']) }}

)

select * from recorded
