with

previous_rows as (

    {{ previous_run('monitoring', 'fct_retraining_decisions', {
        'as_of_date': 'date',
        'decision': 'varchar',
        'reason': 'varchar',
    }) }}

),

kept as (

    select * from previous_rows

)

select * from kept
