with

versions as (

    select * from {{ ref('ml_versions_in_use') }}

),

new_importances as (

    {{ report_part(ref('ml_model_versions'), 'importances', {
        'feature_name': 'VARCHAR',
        'retained_median': 'DOUBLE',
    }) }}

),

previous_importances as (

    select * from {{ ref('stg_feedback__retained_medians') }}

),

importances as (

    select
        cast(trained_as_of_date as date) as trained_as_of_date,
        feature_name,
        retained_median

    from new_importances

    union all

    select * from previous_importances

),

-- The rungs of one training share its rows, and so the medians of the customers who stayed.
peers as (

    select
        versions.model_version,
        importances.feature_name,
        max(importances.retained_median) as retained_median

    from versions

    inner join importances
        on versions.trained_as_of_date = importances.trained_as_of_date

    group by 1, 2

)

select * from peers
