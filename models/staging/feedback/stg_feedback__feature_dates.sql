with

-- The last feature table of a build: a date that a killed build left half made is built again.
feature_rows as (

    {{ previous_run('features', 'feat_rule_scores', {'as_of_date': 'date'}, is_recorded=false) }}

),

built_dates as (

    select distinct as_of_date from feature_rows

)

select * from built_dates
