with

previous_rows as (

    {{ previous_run('scores', 'fct_model_metrics', {
        'data_split': 'varchar',
        'cohort_date': 'date',
    }) }}

),

judged as (

    select distinct
        data_split,
        cohort_date as as_of_date

    from previous_rows

    where cohort_date is not null

)

select * from judged
