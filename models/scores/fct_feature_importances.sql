{{ config(
    materialized='incremental', incremental_strategy='append',
    unique_key=['model_version', 'feature_name'],
    full_refresh=false, on_schema_change='fail'
) }}

with

entries as (

    {{ report_part(ref('dim_model_versions'), 'importances', {
        'feature_name': 'VARCHAR',
        'importance_rank': 'INTEGER',
        'mean_absolute_contribution': 'DOUBLE',
        'share': 'DOUBLE',
        'direction': 'VARCHAR',
        'retained_median': 'DOUBLE',
    }) }}

),

recorded as (

    select
        entries.model_version,
        entries.trained_as_of_date,
        entries.feature_name,
        entries.importance_rank,
        entries.mean_absolute_contribution,
        entries.share as importance_share,
        entries.direction,
        entries.retained_median

    from entries

    where {{ not_yet_recorded('entries', ['model_version']) }}

)

select * from recorded
