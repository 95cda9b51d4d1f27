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

newest_date as (

    select max(as_of_date) as as_of_date from previous_rows

),

newest as (

    select previous_rows.*

    from previous_rows

    inner join newest_date
        on previous_rows.as_of_date = newest_date.as_of_date

)

select * from newest
