{{ config(
    materialized='incremental', incremental_strategy='append',
    unique_key=['model_version', 'gate_name'],
    full_refresh=false, on_schema_change='fail'
) }}

with

entries as (

    {{ report_part(ref('dim_model_versions'), 'gates', {
        'gate_name': 'VARCHAR',
        'candidate_value': 'DOUBLE',
        'reference_value': 'DOUBLE',
        'difference': 'DOUBLE',
        'ci_low': 'DOUBLE',
        'ci_high': 'DOUBLE',
        'threshold': 'DOUBLE',
        'is_required': 'BOOLEAN',
        'has_passed': 'BOOLEAN',
        'error': 'VARCHAR',
    }) }}

),

recorded as (

    select
        entries.model_version,
        entries.gate_name,
        entries.candidate_value,
        entries.reference_value,
        entries.difference,
        entries.ci_low,
        entries.ci_high,
        entries.threshold,
        entries.is_required,
        entries.has_passed,
        entries.error

    from entries

    where {{ not_yet_recorded('entries', ['model_version']) }}

)

select * from recorded
