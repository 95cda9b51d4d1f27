{{ config(
    materialized='incremental', incremental_strategy='append',
    unique_key=['model_version', 'data_split', 'bin_number'],
    full_refresh=false, on_schema_change='fail'
) }}

with

entries as (

    {{ report_part(ref('dim_model_versions'), 'calibration_bins', {
        'data_split': 'VARCHAR',
        'bin': 'INTEGER',
        'lower': 'DOUBLE',
        'upper': 'DOUBLE',
        'mean_predicted': 'DOUBLE',
        'observed_rate': 'DOUBLE',
        'row_count': 'BIGINT',
    }) }}

),

recorded as (

    select
        entries.model_version,
        entries.data_split,
        entries.bin as bin_number,
        entries.lower as lower_probability,
        entries.upper as upper_probability,
        entries.mean_predicted as mean_probability,
        entries.observed_rate as churn_rate,
        entries.row_count

    from entries

    where {{ not_yet_recorded('entries', ['model_version']) }}

)

select * from recorded
