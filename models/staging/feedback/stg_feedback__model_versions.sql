with

previous_rows as (

    {{ previous_run('scores', 'dim_model_versions', {
        'model_version': 'varchar',
        'algorithm': 'varchar',
        'stage': 'varchar',
        'parameters': 'varchar',
        'trained_as_of_date': 'date',
        'calibration_slope': 'double',
        'calibration_intercept': 'double',
        'base_raw_score': 'double',
        'artifact': 'varchar',
        'artifact_hash': 'varchar',
    }) }}

),

kept as (

    select
        model_version,
        algorithm,
        stage,
        parameters ->> 'label_name' as label_name,
        trained_as_of_date,
        calibration_slope,
        calibration_intercept,
        base_raw_score,
        artifact,
        artifact_hash

    from previous_rows

)

select * from kept
