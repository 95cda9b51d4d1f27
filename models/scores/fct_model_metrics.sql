{{ config(
    materialized='incremental', incremental_strategy='append',
    unique_key=[
        'model_version', 'data_split', 'cohort_date', 'segment_name', 'segment_value', 'metric_name'
    ],
    full_refresh=false, on_schema_change='fail'
) }}

with

entries as (

    {{ report_part(ref('dim_model_versions'), 'metrics', {
        'data_split': 'VARCHAR',
        'segment_name': 'VARCHAR',
        'segment_value': 'VARCHAR',
        'metric_name': 'VARCHAR',
        'metric_value': 'DOUBLE',
        'ci_low': 'DOUBLE',
        'ci_high': 'DOUBLE',
        'no_skill_value': 'DOUBLE',
        'row_count': 'BIGINT',
        'positive_count': 'BIGINT',
    }) }}

),

cohorts as (

    select
        *,
        'walk_forward' as data_split
    from {{ ref('ml_cohort_metrics') }}

    union all by name

    select
        *,
        'estimated' as data_split
    from {{ ref('ml_estimated_metrics') }}

),

trainings as (

    select
        model_version,
        data_split,
        cast(null as date) as cohort_date,
        segment_name,
        segment_value,
        metric_name,
        metric_value,
        ci_low,
        ci_high,
        no_skill_value,
        row_count,
        positive_count

    from entries

    where {{ not_yet_recorded('entries', ['model_version', 'data_split']) }}

),

by_cohort as (

    select
        model_version,
        data_split,
        cast(as_of_date as date) as cohort_date,
        segment_name,
        segment_value,
        metric_name,
        metric_value,
        ci_low,
        ci_high,
        no_skill_value,
        row_count,
        positive_count

    from cohorts

),

recorded as (

    select * from trainings

    union all

    select by_cohort.*

    from by_cohort

    where {{ not_yet_recorded('by_cohort', ['model_version', 'data_split', 'cohort_date']) }}

)

select * from recorded
