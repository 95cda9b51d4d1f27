with

previous_rows as (

    {{ previous_run('scores', 'dim_model_versions', {
        'model_version': 'varchar',
        'trained_as_of_date': 'date',
        'parameters': 'varchar',
        'report': 'varchar',
    }) }}

),

-- The rungs of a training share their settings and what they left out.
distinct_trainings as (

    select
        trained_as_of_date,
        min_by(parameters, model_version) as recorded_settings,
        min_by(report ->> '$.dropped_features[*].feature_name', model_version)
            as dropped_features

    from previous_rows

    group by 1

)

select * from distinct_trainings
