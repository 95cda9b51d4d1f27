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

    select * from {{ ref('ml_cohort_metrics') }}

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

walk_forward as (

    select
        model_version,
        'walk_forward' as data_split,
        cast(as_of_date as date) as cohort_date,
        'all' as segment_name,
        'all' as segment_value,
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

    select walk_forward.*

    from walk_forward

    where {{ not_yet_recorded('walk_forward', ['model_version', 'data_split', 'cohort_date']) }}

)

select * from recorded
