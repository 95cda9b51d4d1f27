with

previous_versions as (

    select * from {{ ref('stg_feedback__model_versions') }}

),

new_versions as (

    select
        model_version,
        algorithm,
        stage,
        parameters ->> 'label_name' as label_name,
        cast(trained_as_of_date as date) as trained_as_of_date,
        calibration_slope,
        calibration_intercept,
        base_raw_score,
        artifact,
        artifact_hash

    from {{ ref('ml_model_versions') }}

    where stage != 'refused'

),

known_versions as (

    select * from previous_versions

    union all

    select new_versions.*

    from new_versions

    where model_version not in (select previous_versions.model_version from previous_versions)

)

select * from known_versions
