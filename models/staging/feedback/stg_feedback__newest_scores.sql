with

previous_rows as (

    {{ previous_run('scores', 'fct_churn_scores', {
        'customer_id': 'varchar',
        'as_of_date': 'date',
        'model_version': 'varchar',
        'model_role': 'varchar',
        'churn_probability': 'double',
        'risk_tier': 'varchar',
    }) }}

),

newest as (

    select *

    from previous_rows

    where as_of_date = (select max(previous_rows.as_of_date) from previous_rows)

)

select * from newest
