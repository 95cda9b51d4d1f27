with

previous_rows as (

    {{ previous_run('scores', 'dim_model_versions', {
        'model_version': 'varchar',
        'algorithm': 'varchar',
        'stage': 'varchar',
        'trained_as_of_date': 'date',
        'calibration_slope': 'double',
        'calibration_intercept': 'double',
        'base_raw_score': 'double',
        'artifact': 'varchar',
        'artifact_hash': 'varchar',
    }) }}

),

kept as (

    select * from previous_rows

)

select * from kept
