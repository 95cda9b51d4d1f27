with

previous_rows as (

    {{ previous_run('scores', 'fct_feature_importances', {
        'trained_as_of_date': 'date',
        'feature_name': 'varchar',
        'retained_median': 'double',
    }) }}

),

kept as (

    select * from previous_rows

)

select * from kept
