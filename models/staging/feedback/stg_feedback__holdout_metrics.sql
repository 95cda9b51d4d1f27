with

previous_rows as (

    {{ previous_run('scores', 'fct_model_metrics', {
        'model_version': 'varchar',
        'data_split': 'varchar',
        'segment_name': 'varchar',
        'metric_name': 'varchar',
        'metric_value': 'double',
        'ci_low': 'double',
        'ci_high': 'double',
    }) }}

),

holdouts as (

    select * exclude (data_split, segment_name)

    from previous_rows

    where data_split = 'holdout'
        and segment_name = 'all'

)

select * from holdouts
