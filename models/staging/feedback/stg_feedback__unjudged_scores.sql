with

previous_rows as (

    {{ previous_run('scores', 'fct_churn_scores', {
        'customer_id': 'varchar',
        'as_of_date': 'date',
        'model_version': 'varchar',
        'churn_probability': 'double',
    }) }}

),

unjudged as (

    select *

    from previous_rows

    where as_of_date not in (select judged.as_of_date from {{ ref('stg_feedback__judged_dates') }} as judged)

)

select * from unjudged
