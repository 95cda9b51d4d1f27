with

previous_rows as (

    {{ previous_run('scores', 'fct_churn_scores', {
        'customer_id': 'varchar',
        'as_of_date': 'date',
        'model_version': 'varchar',
        'churn_probability': 'double',
    }) }}

),

judged_dates as (

    select as_of_date

    from {{ ref('stg_feedback__judged_dates') }}

    where data_split = 'walk_forward'

),

unjudged as (

    select previous_rows.*

    from previous_rows

    left join judged_dates
        on previous_rows.as_of_date = judged_dates.as_of_date

    where judged_dates.as_of_date is null

)

select * from unjudged
