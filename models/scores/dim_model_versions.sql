{{ config(
    materialized='incremental', incremental_strategy='append',
    unique_key='model_version',
    full_refresh=false, on_schema_change='fail'
) }}

with

new_versions as (

    select * from {{ ref('ml_model_versions') }}

    where stage != 'refused'

),

recorded as (

    select
        new_versions.model_version,
        new_versions.algorithm,
        cast(new_versions.rung as integer) as rung,
        new_versions.stage,
        new_versions.decided_by,
        new_versions.reason,
        cast(new_versions.trained_as_of_date as date) as trained_as_of_date,
        new_versions.training_row_count,
        new_versions.training_customer_count,
        new_versions.positive_count,
        cast(new_versions.train_from_date as date) as train_from_date,
        cast(new_versions.train_to_date as date) as train_to_date,
        cast(new_versions.validation_from_date as date) as validation_from_date,
        cast(new_versions.validation_to_date as date) as validation_to_date,
        cast(new_versions.holdout_from_date as date) as holdout_from_date,
        cast(new_versions.holdout_to_date as date) as holdout_to_date,
        new_versions.feature_set_hash,
        new_versions.data_fingerprint,
        new_versions.code_version,
        new_versions.parameters,
        new_versions.calibration_slope,
        new_versions.calibration_intercept,
        new_versions.base_raw_score,
        new_versions.artifact,
        new_versions.artifact_hash,
        new_versions.report,
        cast('{{ run_started_at.strftime("%Y-%m-%d %H:%M:%S") }}' as timestamp) as trained_at

    from new_versions

    where {{ not_yet_recorded('new_versions', ['model_version']) }}

)

select * from recorded
