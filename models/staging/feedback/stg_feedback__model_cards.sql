with

previous_rows as (

    {{ previous_run('governance', 'rpt_model_card', {
        'model_version': 'varchar',
        'as_of_date': 'date',
    }, is_recorded=false) }}

),

kept as (

    select * from previous_rows

)

select * from kept
