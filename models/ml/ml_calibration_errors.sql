{{ config(materialized='view') }}

with

previous_metrics as (

    select * from {{ ref('stg_feedback__holdout_metrics') }}

),

new_entries as (

    {{ report_part(ref('ml_model_versions'), 'metrics', {
        'data_split': 'VARCHAR',
        'segment_name': 'VARCHAR',
        'metric_name': 'VARCHAR',
        'metric_value': 'DOUBLE',
        'ci_low': 'DOUBLE',
        'ci_high': 'DOUBLE',
    }) }}

),

known_metrics as (

    select * from previous_metrics

    union all by name

    select
        model_version,
        metric_name,
        metric_value,
        ci_low,
        ci_high

    from new_entries

    where data_split = 'holdout'
        and segment_name = 'all'

),

-- How far from 1 it was, and how sure of that we are: a 95% interval is 3.92 standard errors wide.
measured as (

    select
        model_version,
        metric_name,
        sqrt(power(metric_value - 1, 2) + power((ci_high - ci_low) / 3.92, 2)) as standard_error

    from known_metrics

),

errors as (

    select
        model_version,
        max(standard_error) filter (where metric_name = 'observed_over_expected') as ratio_error,
        max(standard_error) filter (where metric_name = 'calibration_slope') as slope_error

    from measured

    group by 1

)

select * from errors
