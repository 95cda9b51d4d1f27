with

previous_rows as (

    {{ previous_run('scores', 'fct_churn_score_reasons', {
        'as_of_date': 'date',
    }) }}

),

scored as (

    select distinct as_of_date from previous_rows

)

select * from scored
