with

previous_rows as (

    {{ previous_run('monitoring', 'fct_alerts', {
        'rule_name': 'varchar',
        'subject': 'varchar',
        'opened_on_date': 'date',
        'evidence': 'varchar',
    }) }}

),

kept as (

    select * from previous_rows

)

select * from kept
