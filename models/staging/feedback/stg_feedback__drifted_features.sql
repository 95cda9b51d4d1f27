with

previous_rows as (

    {{ previous_run('monitoring', 'fct_feature_drift', {
        'as_of_date': 'date',
        'feature_name': 'varchar',
        'population_stability_index': 'double',
        'importance_share': 'double',
        'weighted_index': 'double',
        'has_drifted': 'boolean',
    }) }}

),

drifted as (

    select * exclude (has_drifted)

    from previous_rows

    where has_drifted

)

select * from drifted
